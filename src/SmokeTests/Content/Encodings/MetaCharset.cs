using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace SmokeTests.Content.Encodings;

/// <summary>
/// Finds the encoding that a page names in a <c>meta</c> element, as Chromium does: not in comments, scripts, styles and
/// titles; in the first 1,024 bytes anywhere, later in the head alone, however long that is.
/// </summary>
internal static class MetaCharset
{
    private const int AlwaysRead = 1024;

    private static readonly HashSet<string> OfHead =
        ["html", "head", "script", "noscript", "style", "link", "meta", "object", "title", "base"];

    /// <param name="page">The bytes, each as one character.</param>
    public static CharacterEncoding? Find(string page)
    {
        if (!page.Contains("charset", StringComparison.OrdinalIgnoreCase))
            return null;
        using var source = new TextSource(page);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        var inHead = true;
        while (tokenizer.Get() is { Type: not HtmlTokenType.EndOfFile } token)
        {
            if (token is HtmlTagToken tag)
            {
                var starts = token.Type == HtmlTokenType.StartTag;
                if (starts && token.Name == "meta" && Named(tag) is { } found)
                    return found;
                if (starts)
                    tokenizer.State = Within(token.Name);
                inHead &= OfHead.Contains(token.Name) && (starts || token.Name is not ("html" or "head"));
            }
            if (!inHead && source.Index >= AlwaysRead)
                return null;
        }
        return null;
    }

    private static HtmlParseMode Within(string tag) => tag switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "script" => HtmlParseMode.Script,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    private static CharacterEncoding? Named(HtmlTagToken meta)
    {
        string? charset = null, content = null;
        var declares = false;
        foreach (var attribute in meta.Attributes)
            if (attribute.Name == "charset")
                charset ??= attribute.Value;
            else if (attribute.Name == "content")
                content ??= attribute.Value;
            else if (attribute.Name == "http-equiv")
                declares |= attribute.Value.Equals("content-type", StringComparison.OrdinalIgnoreCase);
        var label = charset ?? (declares && content is not null ? Within(content, 0) : null);
        return label is null ? null : CharacterEncoding.Of(label) switch
        {
            // Whoever could read this far was not reading UTF-16.
            { IsUtf16: true } => CharacterEncoding.UTF8,
            { WebName: "x-user-defined" } => CharacterEncoding.Windows1252,
            var found => found,
        };
    }

    /// <summary>The charset of <c>text/html; charset=…</c> (HTML, "extracting a character encoding from a meta element").</summary>
    private static string? Within(string content, int from)
    {
        while (content.IndexOf("charset", from, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            var rest = content[(at + 7)..].TrimStart();
            from = at + 7;
            if (!rest.StartsWith('='))
                continue;
            rest = rest[1..].TrimStart();
            if (rest.Length == 0)
                return null;
            if (rest[0] is '"' or '\'')
                return rest.IndexOf(rest[0], 1) is var end and > 0 ? rest[1..end] : null;
            return rest.Split([' ', '\t', '\n', '\f', '\r', ';'], 2)[0];
        }
        return null;
    }
}
