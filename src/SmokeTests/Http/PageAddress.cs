using System.Globalization;
using System.Text;
using AngleSharp;
using AngleSharp.Dom;
using SmokeTests.Http.Encodings;

namespace SmokeTests.Http;

/// <summary>
/// Where a link, a form or a part of a page leads: resolved against the page's base, the path in UTF-8 and the query in the
/// page's own encoding (URL standard, "query state").
/// </summary>
internal static class PageAddress
{
    private static readonly string[] Schemes = ["http", "https", "ws", "wss", "ftp", "file"];

    /// <summary>The whole address; the reference itself where it is none.</summary>
    /// <param name="element">What names the address.</param>
    /// <param name="reference">As it is written, such as <c>/list?q=слон</c>.</param>
    public static string Resolve(IElement element, string reference)
    {
        reference = WithPlainHost(reference);
        var encoding = element.Owner is { } page ? CharacterEncoding.Of(page).Output : CharacterEncoding.UTF8;
        var url = new Url(element.BaseUrl ?? new Url("about:blank"), encoding == CharacterEncoding.UTF8 ? reference : WithQueryIn(encoding, reference));
        return url.IsInvalid ? reference : url.Href;
    }

    /// <summary>AngleSharp takes the base's path where an address has none of its own, and does not fold the letters of a host.</summary>
    private static string WithPlainHost(string reference)
    {
        if (reference.IndexOf("//", StringComparison.Ordinal) is not (>= 0 and var slashes) || reference.AsSpan(0, slashes).IndexOfAny('/', '?', '#') >= 0)
            return reference;
        var end = reference.AsSpan(slashes + 2).IndexOfAny("/\\?#") is var at and >= 0 ? slashes + 2 + at : reference.Length;
        var host = reference.AsSpan(slashes + 2, end - slashes - 2);
        var folded = System.Text.Ascii.IsValid(host) ? host.ToString() : host.ToString().ToLowerInvariant();
        var path = end < reference.Length && reference[end] is ('?' or '#') ? "/" : "";
        return path.Length == 0 && folded.AsSpan().SequenceEqual(host) ? reference : $"{reference.AsSpan(0, slashes + 2)}{folded}{path}{reference.AsSpan(end)}";
    }

    private static string WithQueryIn(CharacterEncoding encoding, string reference)
    {
        var fragment = reference.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? hash : reference.Length;
        var query = reference.IndexOf('?', 0, fragment);
        if (query < 0 || !IsOfTheWeb(reference.AsSpan(0, query).TrimStart()))
            return reference;
        var written = new StringBuilder(reference, 0, query, reference.Length * 2);
        foreach (var rune in reference.AsSpan(query, fragment - query).EnumerateRunes())
            if (rune.IsAscii)
                written.Append((char)rune.Value);
            else
                Write(encoding.GetBytes(rune.ToString()), written);
        return written.Append(reference, fragment, reference.Length - fragment).ToString();
    }

    /// <summary>What the encoding lacks comes as <c>&amp;#8364;</c>, and is no part of the query's own syntax.</summary>
    private static void Write(byte[] bytes, StringBuilder written)
    {
        var lacks = bytes is [(byte)'&', (byte)'#', ..];
        foreach (var b in bytes)
            if (b is > 0x20 and < 0x7F && (!lacks || char.IsAsciiDigit((char)b)) && b is not ((byte)'"' or (byte)'#' or (byte)'<' or (byte)'>' or (byte)'\'' or (byte)'%'))
                written.Append((char)b);
            else
                written.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
    }

    /// <summary>Addresses of other schemes (<c>mailto:</c>) are in UTF-8.</summary>
    private static bool IsOfTheWeb(ReadOnlySpan<char> before)
    {
        var colon = before.IndexOf(':');
        if (colon <= 0 || before[..colon].IndexOfAny('/', '\\') >= 0)
            return true;
        foreach (var scheme in Schemes)
            if (before[..colon].Equals(scheme, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
