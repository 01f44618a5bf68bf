using SmokeTests.Settings;
using System.Text.RegularExpressions;
using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>Recognises a page that shows an error although its status says that all is well.</summary>
internal static partial class ErrorPages
{
    public static Complaint? Of(Snapshot page, IReadOnlyList<string> tells)
    {
        foreach (var tell in tells)
        {
            if (page.Title.TrimStart().StartsWith(tell, StringComparison.OrdinalIgnoreCase))
                return Shown(page, page.Title.Trim());
            if (Line(page.Text, tell) is { } line)
                return Shown(page, line);
        }
        // An environment's own texts take the place of this as well.
        return ReferenceEquals(tells, UsualErrorTexts.All) && PhpMessage().Match(page.Text) is { Success: true } message
            ? Shown(page, message.Value) : null;
    }

    /// <summary>What PHP writes into the page at each of its levels. The file tells it from prose; Xdebug puts a mark before it.</summary>
    [GeneratedRegex(@"^(?:\( ! \)\s*)?(?:PHP )?(?:Warning|Notice|Deprecated|Fatal error|Parse error|Strict Standards|"
        + @"(?:Recoverable|Catchable) fatal error|(?:Core|Compile|User) (?:warning|error|notice|deprecated))"
        + @"[ \t\u00A0]*:[ \t\u00A0]+[^\n]{1,2000}?\sin\s+(?:Unknown|(?:/|[A-Z]:[/\\]|\\\\|[a-z]+://)[^\n]{1,500}?\.\w+"
        + @"[^\n]{0,60}?)\s+on\s+line\s+[0-9]+",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PhpMessage();

    private static Complaint Shown(Snapshot page, string line) =>
        new($"{page.Address.AbsolutePath} shows an error, although its status is {page.Status?.ToString() ?? "unknown"}",
            "a page without an error", (line.Length <= 160 ? line : line[..160] + " …") + "\n" + page.Excerpt());

    private static string? Line(string text, string tell)
    {
        for (var at = text.IndexOf(tell, StringComparison.OrdinalIgnoreCase); at >= 0;
            at = text.IndexOf(tell, at + 1, StringComparison.OrdinalIgnoreCase))
            if (at == 0 || text[at - 1] == '\n')
                return text[at..(text.IndexOf('\n', at) is var end and > 0 ? end : text.Length)];
        return null;
    }
}
