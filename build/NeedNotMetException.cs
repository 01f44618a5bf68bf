namespace SmokeTests.Build;

/// <summary>The machine lacks what a target needs, and it cannot be installed here. The message says what, and what to do.</summary>
internal sealed class NeedNotMetException(string message) : InvalidOperationException(message);
