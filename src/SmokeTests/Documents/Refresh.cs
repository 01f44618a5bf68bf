using SmokeTests.Http;
using AngleSharp.Html.Dom;
using SmokeTests.Addresses;

namespace SmokeTests.Documents;

/// <summary>
/// Where a page leads by itself: a <c>Refresh</c> header or a <c>meta http-equiv=refresh</c>, read as HTML's "shared
/// declarative refresh steps" say. Of several the soonest counts, and of equals the last, as in Chromium (HTML: the first).
/// </summary>
internal static class Refresh
{
    /// <summary>A page that stays longer is a page that people read.</summary>
    private const double Longest = 5;

    /// <summary>The next address; null where the page stays, or only loads itself again.</summary>
    public static Uri? Of(Answer answer, IHtmlDocument page) =>
        Soonest(answer.Header("Refresh"), Metas(page), answer.Address, address => PageAddress.Find(page.DocumentElement, address))?.To;

    /// <summary>Where the page leads soonest, and in how many seconds; null where it stays.</summary>
    /// <param name="header">The <c>Refresh</c> header.</param>
    /// <param name="metas">What its elements say.</param>
    /// <param name="here">The page's own address.</param>
    /// <param name="resolve">Makes an address of what a refresh says.</param>
    public static (double Seconds, Uri To)? Soonest(string? header, IEnumerable<string> metas, Uri here, Func<string, HttpAddress?> resolve)
    {
        (double Seconds, Uri To)? soonest = null;
        foreach (var content in (header is null ? [] : new[] { header }).Concat(metas))
            if (Read(content, here, resolve) is { } refresh && !(refresh.Seconds > soonest?.Seconds))
                soonest = refresh;
        return soonest is { Seconds: <= Longest, To: var to } && to != here && to.Scheme is "http" or "https" ? soonest : null;
    }

    /// <param name="content">Such as <c>0; url=/next</c>.</param>
    /// <param name="page">Where a refresh without an address leads.</param>
    /// <param name="resolve">Makes an address of what the refresh says; by default one that is relative to the page.</param>
    /// <returns>Null for what is no refresh.</returns>
    public static (double Seconds, Uri To)? Read(string content, Uri page, Func<string, HttpAddress?>? resolve = null)
    {
        var at = SkipSpace(content, 0);
        var digits = at;
        while (at < content.Length && char.IsAsciiDigit(content[at]))
            at++;
        var whole = content.AsSpan(digits, at - digits);
        while (at < content.Length && (char.IsAsciiDigit(content[at]) || content[at] == '.'))
            at++;
        // HTML takes a point alone for 0; no browser does.
        if (!content.AsSpan(digits, at - digits).ContainsAnyInRange('0', '9'))
            return null;
        var seconds = whole.IsEmpty ? 0 : double.Parse(whole, System.Globalization.CultureInfo.InvariantCulture);
        if (at == content.Length)
            return (seconds, page);
        if (content[at] is not (';' or ',') && !IsSpace(content[at]))
            return null;
        at = SkipSpace(content, at);
        if (at < content.Length && content[at] is ';' or ',')
            at++;
        at = SkipSpace(content, at);
        if (at == content.Length)
            return (seconds, page);
        var written = Address(content[at..]);
        return (resolve is null ? HttpAddress.Parse(written, HttpAddress.Of(page)) : resolve(written))?.ToUri() is { } to
            ? (seconds, to) : null;
    }

    /// <summary>Without the <c>url=</c> before it and the quotes around it.</summary>
    private static string Address(string text)
    {
        if (text.StartsWith("url", StringComparison.OrdinalIgnoreCase) && SkipSpace(text, 3) is var equals && equals < text.Length
            && text[equals] == '=')
            text = text[SkipSpace(text, equals + 1)..];
        if (text.Length == 0 || text[0] is not ('"' or '\''))
            return text;
        var end = text.IndexOf(text[0], 1);
        return end < 0 ? text[1..] : text[1..end];
    }

    /// <summary>A browser has scripts: what stands in <c>noscript</c> is no part of its page.</summary>
    private static IEnumerable<string> Metas(IHtmlDocument page) => page.All.OfType<IHtmlMetaElement>()
        .Where(meta => string.Equals(meta.GetAttribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase)
            && !Stands(meta, "noscript"))
        .Select(meta => meta.GetAttribute("content") ?? "");

    private static bool Stands(AngleSharp.Dom.IElement element, string inside)
    {
        for (var above = element.ParentElement; above is not null; above = above.ParentElement)
            if (above.LocalName == inside)
                return true;
        return false;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && IsSpace(text[at]))
            at++;
        return at;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
