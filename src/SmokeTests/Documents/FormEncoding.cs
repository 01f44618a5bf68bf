using System.Globalization;
using System.Text;
using AngleSharp.Html.Dom;
using SmokeTests.Content.Encodings;

namespace SmokeTests.Documents;

/// <summary>The three ways in which a form's entries are written, in the form's charset (HTML 4.10.22.6 to 8, URL 5.2).</summary>
internal static class FormEncoding
{
    /// <summary>The form's own charset, or the page's; what it cannot write is written as <c>&amp;#8364;</c>.</summary>
    public static CharacterEncoding Of(IHtmlFormElement form)
    {
        var labels = form.GetAttribute("accept-charset")?
            .Split([' ', ',', '\t', '\n', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return (labels.Select(CharacterEncoding.Of).FirstOrDefault(found => found is not null) ?? CharacterEncoding.Of(form.Owner!)).Output;
    }

    public static string Url(IEnumerable<FormEntry> entries, Encoding encoding) =>
        string.Join('&', entries.Select(e => $"{Escape(e.Name, encoding)}={Escape(e.Value, encoding)}"));

    public static byte[] Plain(IEnumerable<FormEntry> entries, Encoding encoding) =>
        encoding.GetBytes(string.Concat(entries.Select(e => $"{Lines(e.Name)}={Lines(e.Value)}\r\n")));

    public static (string Type, byte[] Body) Multipart(IEnumerable<FormEntry> entries, Encoding encoding)
    {
        var boundary = "----SmokeTestsFormBoundary" + Guid.NewGuid().ToString("N")[..16];
        using var body = new MemoryStream();
        foreach (var entry in entries)
        {
            Write($"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quoted(Lines(entry.Name))}\"");
            if (entry.File is { } file)
            {
                Write($"; filename=\"{Quoted(file.Name)}\"\r\nContent-Type: {file.Type}\r\n\r\n");
                body.Write(file.Bytes);
                Write("\r\n");
            }
            else
                Write($"\r\n\r\n{Lines(entry.Value)}\r\n");
        }
        Write($"--{boundary}--\r\n");
        return ($"multipart/form-data; boundary={boundary}", body.ToArray());

        void Write(string text) => body.Write(encoding.GetBytes(text));
    }

    private static string Escape(string text, Encoding encoding)
    {
        var escaped = new StringBuilder();
        foreach (var b in encoding.GetBytes(Lines(text)))
            _ = b == ' ' ? escaped.Append('+')
                : char.IsAsciiLetterOrDigit((char)b) || b is (byte)'*' or (byte)'-' or (byte)'.' or (byte)'_' ? escaped.Append((char)b)
                : escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        return escaped.ToString();
    }

    private static string Lines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);

    private static string Quoted(string name) =>
        name.Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)
            .Replace("\"", "%22", StringComparison.Ordinal);
}
