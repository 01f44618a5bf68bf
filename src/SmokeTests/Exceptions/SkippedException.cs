namespace SmokeTests;

/// <summary>xunit takes an exception whose message begins so as a skipped test, wherever it is thrown.</summary>
internal sealed class SkippedException(string reason) : Exception("$XunitDynamicSkip$" + reason);
