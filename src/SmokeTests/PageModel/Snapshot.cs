namespace SmokeTests.PageModel;

/// <summary>What a page is at one moment: what proofs are made of. Both drivers make it.</summary>
/// <param name="Text">The text as people see it, a line for each block.</param>
/// <param name="Main">The same of its main part, where it has one.</param>
/// <param name="Type">Its content type.</param>
/// <param name="Bytes">How much was sent, where that is known.</param>
internal sealed record Snapshot(Uri Address, int? Status, string Title, string Text, string Main, string Type, int? Bytes)
{
    /// <summary>What is seen without a word of text. A picture that is a background is none of it.</summary>
    public const string Seen =
        "img, input:not([type=hidden i]), textarea, select, button, iframe, frame, video, audio[controls], canvas, embed, object, svg, "
        + "meter, progress, hr";

    private const int Most = 300;

    /// <summary>The address that was asked for, where the site led elsewhere.</summary>
    public Uri? Asked { get; init; }

    /// <summary>The search that led here: a page that repeats its words has not found anything yet.</summary>
    public Searched? Search { get; init; }

    /// <summary>Whether it asks a visitor to log in who had done so before.</summary>
    public bool LoggedOut { get; init; }

    /// <summary>A part of the page that is the site's own and did not come: what it would show is not known.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether it shows nothing at all: no text, no picture, no field. What is not there on such a page proves nothing.</summary>
    public bool IsBlank { get; init; }

    /// <summary>Whether nothing but white space was sent as a page.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Whether scripts may write it that do not run here.</summary>
    public bool AwaitsScripts { get; init; }

    /// <summary>The text in one line, as white space folds on a page.</summary>
    public string Folded => Text.Replace('\n', ' ');

    /// <summary>Address, status and title, as messages name a page.</summary>
    public string Where =>
        $"{Address.AbsoluteUri} ({Status?.ToString() ?? "no status"}{(string.IsNullOrWhiteSpace(Title) ? "" : $", \"{Title.Trim()}\"")})"
        + (Asked is not null && Asked.AbsolutePath != Address.AbsolutePath ? $"\nled to from {Asked.AbsolutePath}" : "")
        + (Missing is null ? "" : $"\nwithout {Missing}")
        + (LoggedOut ? "\nit asks to log in: the visitor seems to be logged out" : "");

    /// <summary>The beginning of what the page says: of its main part, where it has one, without menus and footers.</summary>
    public string Excerpt()
    {
        var said = Main.Length > 0 ? Main : Text;
        if (said.Count(c => c == '\uFFFD' || char.IsControl(c) && c != '\n') > said.Length / 20)
            return $"{Bytes} bytes that are no readable text ({Type})";
        return said.Length == 0
            ? Bytes switch { null => "a blank page", 0 => "a blank page (0 bytes)", _ =>
                $"a page without text ({Bytes} "
                    + $"bytes){(AwaitsScripts ? ": its scripts do not run over HTTP, Browser.Open runs them" : "")}" }
            : said.Length <= Most ? said : said[..Most].TrimEnd() + " …";
    }
}
