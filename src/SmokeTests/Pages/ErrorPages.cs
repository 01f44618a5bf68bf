using System.Text.RegularExpressions;

namespace SmokeTests.Pages;

/// <summary>Recognises a page that shows an error although its status says that all is well.</summary>
internal static partial class ErrorPages
{
    /// <summary>What common stacks begin a line or the title with. An environment's <c>errorTexts</c> takes their place.</summary>
    public static readonly IReadOnlyList<string> Usual =
    [
        "Whitelabel Error Page", "Server Error in '", "An unhandled exception occurred while processing the request",
        "Traceback (most recent call last)",
        "Fatal error: ", "PHP Fatal error", "Parse error: syntax error", "Uncaught Exception", "Uncaught Error", "SQLSTATE[",
        "Warning: mysqli",
        "Error establishing a database connection", "There has been a critical error on this website",
        "The website encountered an unexpected error",
        "We're sorry, but something went wrong", "Application error: a client-side exception has occurred",
        "Application error: a server-side exception has occurred",
        "Internal Server Error", "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable",
        "503 Service Temporarily Unavailable", "504 Gateway Time-out", "504 Gateway Timeout",
        "HTTP Status 500", "HTTP Status 404", "Service Unavailable", "java.lang.NullPointerException", "System.NullReferenceException",
        "Cannot GET /", "[ERR_",
        "The site is experiencing technical difficulties", "This page isn’t working", "Error 1020", "Error 520", "Error 521", "Error 522",
    ];

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
        return ReferenceEquals(tells, Usual) && PhpMessage().Match(page.Text) is { Success: true } message
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
