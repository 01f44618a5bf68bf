using System.Text.RegularExpressions;

namespace SmokeTests.Tests.Differential;

/// <summary>What a page shows otherwise over HTTP than in Chromium, each with its reason. The page "Writing checks" says the same.</summary>
internal static partial class TextDifferences
{
    public static readonly TextDifference[] All =
    [
        new("What scripts write or hide", "scripts do not run over HTTP"),
        new("Linked style sheets, `@import`", "are not loaded over HTTP, where each were one more request of every check: what they alone hide is shown"),
        new("Frames", "their text and their fields are read in a browser alone: over HTTP a page is one answer"),
        new("`@container`, `@scope`, `var(…)`, `if(…)`", "such rules are left out over HTTP"),
        new("`@media`", "over HTTP it is answered for a window of 1280 × 800 with a mouse, whatever a check does with the browser's"),
        new("What stands in an `<object data=…>`", "a browser shows it where the data cannot be loaded; over HTTP it is not shown"),
        new("Closed shadow trees", "no driver looks into them; over HTTP all children of the host are shown, also those that no slot takes"),
        new("Other elements in a `<select>`", "Chromium keeps them, AngleSharp's parser leaves their tags out", InSelect().IsMatch),
        new("Elements in `<svg>` or `<math>` that are not closed, or that do not belong there", "AngleSharp's parser ends them elsewhere than Chromium's",
            IsForeignAndOpen),
        new("`<search>` in a `<p>`", "ends the paragraph in Chromium, not in AngleSharp's parser", Search().IsMatch),
        new("Elements in an `<option>` that are not closed", "end with it in Chromium, not in AngleSharp's parser", Option().IsMatch),
    ];

    /// <summary>Whether the elements in a drawing or a formula are not closed in the order in which they were opened.</summary>
    private static bool IsForeignAndOpen(string document)
    {
        if (Foreign().Match(document) is not { Success: true } start)
            return false;
        var open = new Stack<string>();
        foreach (var tag in Tag().Matches(document[start.Index..]).Where(t => !IsVoid(t.Groups["name"].Value)))
            if (tag.Groups["close"].Length == 0)
                open.Push(tag.Groups["name"].Value);
            else if (!open.TryPop(out var opened))
                return false;
            else if (opened != tag.Groups["name"].Value)
                return true;
        return open.Count > 0;
    }

    private static bool IsVoid(string name) => name is "br" or "wbr" or "hr" or "img" or "input" or "area" or "embed" or "source" or "track" or "param" or "link" or "meta" or "col" or "base";

    [GeneratedRegex(@"<select\b(?:(?!</select).)*<(?!/?(?:option|optgroup|select|hr)\b)/?[a-z]", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex InSelect();

    [GeneratedRegex(@"<(?:svg|math)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"<(?<close>/?)(?<name>[a-z][-\w]*)(?:[^>""']|""[^""]*""|'[^']*')*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<p\b.*<search\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Search();

    [GeneratedRegex(@"<option\b(?:(?!</option).)*<[a-z]", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Option();
}
