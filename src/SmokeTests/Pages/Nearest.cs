using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>What a page shows where a text was looked for: the line most like it, then the page's beginning.</summary>
internal static class Nearest
{
    private const double Alike = 0.5;

    public static string To(string wanted, Snapshot page)
    {
        var words = Words(wanted);
        var best = page.Text.Split('\n')
            .Select(line => (Line: line, Share: words.Count == 0 ? 0 : (double)words.Count(Words(line).Contains) / words.Count))
            .MaxBy(l => l.Share);
        return best.Share >= Alike ? Short(best.Line) + "\n(the nearest line; the page begins: " + Short(page.Excerpt().Replace('\n', ' '))
            + ")" : page.Excerpt();
    }

    private static HashSet<string> Words(string text) =>
        new(text.Split([' ', ',', '.', ':', ';', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    private static string Short(string text) => text.Length <= 160 ? text : text[..160] + " …";
}
