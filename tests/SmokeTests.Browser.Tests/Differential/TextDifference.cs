namespace SmokeTests.Tests.Differential;

/// <summary>A known difference between what the two drivers read.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Why">What happens, or the reason.</param>
/// <param name="Has">Whether a document has such a thing; none of the random ones has it, where nothing is said.</param>
/// <param name="Leaves">What it leaves the same.</param>
internal sealed record TextDifference(string What, string Why, Func<string, bool>? Has = null, Left Leaves = Left.Nothing)
{
    /// <summary>Whether the two readings of a document may differ as they do.</summary>
    public bool Covers(string document, Reading http, Reading browser) => Has?.Invoke(document) == true && Leaves switch
    {
        Left.Letters => http.Title == browser.Title && Letters(http) == Letters(browser),
        Left.AllButOrder => http.Title == browser.Title && Letters(http).Order().SequenceEqual(Letters(browser).Order()),
        _ => true,
    };

    private static string Letters(Reading reading) => string.Concat(reading.Text.Where(c => !char.IsWhiteSpace(c)));
}
