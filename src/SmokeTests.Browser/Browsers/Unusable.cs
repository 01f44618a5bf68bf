using System.Text.RegularExpressions;

namespace SmokeTests.Browsers;

/// <summary>Says in plain words why an element could not be used, from what Playwright tried (its call log).</summary>
internal static partial class Unusable
{
    private const int Longest = 120;

    /// <summary>Whether it was pressed in time, and only the page's reaction was not.</summary>
    public static bool WasPressed(TimeoutException e) =>
        e.Message.TrimEnd().Split('\n')[^1].Trim() is "- performing click action" or "- performing press action" or "- click action done";

    /// <summary>What kept it from being used at the last try; the end of the sentence "it was found, but …".</summary>
    public static string Why(TimeoutException e)
    {
        foreach (var line in e.Message.Split('\n').Reverse())
        {
            if (Covered().Match(line) is { Success: true } covered)
                return $"is covered by {Cut(covered.Groups["in"] is { Success: true } within ? within.Value : covered.Groups["by"].Value)}";
            if (line.Contains("element is not visible", StringComparison.Ordinal))
                return "is hidden";
            if (line.Contains("element is not enabled", StringComparison.Ordinal))
                return "is not enabled";
            if (line.Contains("element is not editable", StringComparison.Ordinal))
                return "cannot be changed";
            if (line.Contains("element is not stable", StringComparison.Ordinal))
                return "keeps moving";
            if (line.Contains("outside of the viewport", StringComparison.Ordinal))
                return "is outside of what can be seen of the page";
            if (line.Contains("did not find some options", StringComparison.Ordinal)
                || line.Contains("option being selected is not enabled", StringComparison.Ordinal))
                return "has no such choice that is enabled";
        }
        return "was not ready to be used";
    }

    private static string Cut(string html) => html.Length <= Longest ? html : html[..Longest] + "…";

    [GeneratedRegex(@"- (?<by><.+?)(?: from (?<in><.+) subtree)? intercepts pointer events")]
    private static partial Regex Covered();
}
