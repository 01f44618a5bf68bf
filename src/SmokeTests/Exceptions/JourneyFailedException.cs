namespace SmokeTests;

/// <summary>The product did not do what the journey expected. Its owner is told.</summary>
public sealed class JourneyFailedException : Exception, IAssertionException
{
    private static readonly string[] Ours =
        ["at SmokeTests.Page.", "at SmokeTests.Page+", "at SmokeTests.HttpPage", "at SmokeTests.BrowserPage", "at SmokeTests.Pages.",
            "at SmokeTests.Browsers.", "at SmokeTests.Recording.", "at SmokeTests.Http.", "at SmokeTests.Api.", "at SmokeTests.Database.",
            "--- End of stack trace"];

    internal JourneyFailedException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>The lines of the check itself: how the library got from a word to its failure helps nobody.</summary>
    public override string? StackTrace => base.StackTrace is { } all
        ? string.Join('\n', all.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !Ours.Any(line.TrimStart().StartsWith)))
        : null;
}
