namespace SmokeTests.PageModel;

/// <summary>What is wrong with a page, before anybody is told.</summary>
internal sealed record Complaint(string What, string? Expected = null, string? Actual = null)
{
    /// <summary>Stands for the path of the page, and for its beginning, in a complaint that is made without seeing the page.</summary>
    public const string ThePage = "\u0001page", Excerpt = "\u0001excerpt";

    /// <summary>The text that the page does not show, if it is that.</summary>
    public string? LookedFor { get; init; }

    /// <summary>The same, of a text that stands in a field.</summary>
    public Complaint StandsIn(Part field) => this with
    {
        What = $"{What} as text: it is the value of the field \"{field.Called}\"",
        Actual = $"the field \"{field.Called}\" holds it: prove that by ShouldHaveValue(\"{field.Called}\", …)\n{Actual}",
    };

    public Complaint On(Snapshot page) => new(Fill(What, page)!, Fill(Expected, page), Fill(Actual, page));

    private static string? Fill(string? text, Snapshot page) => text?
        .Replace(ThePage, page.Address.AbsolutePath, StringComparison.Ordinal)
        .Replace(Excerpt, page.Excerpt(), StringComparison.Ordinal);
}
