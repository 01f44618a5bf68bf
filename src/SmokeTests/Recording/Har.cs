using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmokeTests.Recording;

/// <summary>
/// Writes a transcript as an HTTP archive (HAR 1.2), which every browser's developer tools open. Secrets are blotted, credentials left out.
/// </summary>
internal static class Har
{
    private const int MostBody = 64 * 1024;

    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase)
        { "Cookie", "Set-Cookie", "Authorization", "Proxy-Authorization", "X-Api-Key", "X-Auth-Token", "X-CSRF-Token", "X-XSRF-Token" };

    public static byte[] Write(IReadOnlyList<Exchange> exchanges, SecretRedactor redactor)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("log");
            json.WriteString("version", "1.2");
            json.WriteStartObject("creator");
            json.WriteString("name", "SmokeTests");
            json.WriteString("version", typeof(Har).Assembly.GetName().Version!.ToString(3));
            json.WriteEndObject();
            json.WriteStartArray("entries");
            foreach (var exchange in exchanges)
                Write(json, exchange, redactor);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Exchange exchange, SecretRedactor redactor)
    {
        var ms = Math.Round(exchange.Took.TotalMilliseconds, 2);
        json.WriteStartObject();
        json.WriteString("startedDateTime", exchange.At.ToString("O"));
        json.WriteNumber("time", ms);
        if (exchange.Step is { } step)
            json.WriteString("comment", redactor.Blot(exchange.Undo is { } after ? $"{after}: {step}" : step));
        if (exchange.Undo is { } undo)
            json.WriteString("_undo", redactor.Blot(undo));
        json.WriteStartObject("request");
        json.WriteString("method", exchange.Method);
        json.WriteString("url", redactor.Blot(exchange.Address.AbsoluteUri));
        json.WriteString("httpVersion", "HTTP/1.1");
        Headers(json, exchange.Sent, redactor);
        json.WriteStartArray("queryString");
        json.WriteEndArray();
        json.WriteStartArray("cookies");
        json.WriteEndArray();
        json.WriteNumber("headersSize", -1);
        json.WriteNumber("bodySize", exchange.SentBody?.Length ?? 0);
        if (exchange.SentBody is not null)
        {
            json.WriteStartObject("postData");
            json.WriteString("mimeType", redactor.Blot(exchange.SentType ?? ""));
            json.WriteString("text", Text(exchange.SentBody, exchange.SentType, redactor));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("response");
        json.WriteNumber("status", exchange.Status);
        json.WriteString("statusText", redactor.Blot(exchange.Reason));
        json.WriteString("httpVersion", "HTTP/1.1");
        Headers(json, exchange.Got, redactor);
        json.WriteStartArray("cookies");
        json.WriteEndArray();
        json.WriteStartObject("content");
        json.WriteNumber("size", exchange.Body.Length);
        json.WriteString("mimeType", redactor.Blot(exchange.Type ?? ""));
        json.WriteString("text", Text(exchange.Body, exchange.Type, redactor));
        json.WriteEndObject();
        json.WriteString("redirectURL", "");
        json.WriteNumber("headersSize", -1);
        json.WriteNumber("bodySize", exchange.Body.Length);
        if (exchange.Error is { } error)
            json.WriteString("_error", redactor.Blot(error));
        json.WriteEndObject();
        json.WriteStartObject("cache");
        json.WriteEndObject();
        json.WriteStartObject("timings");
        json.WriteNumber("send", 0);
        json.WriteNumber("wait", ms);
        json.WriteNumber("receive", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Headers(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers,
        SecretRedactor redactor)
    {
        json.WriteStartArray("headers");
        foreach (var (name, values) in headers)
        {
            json.WriteStartObject();
            json.WriteString("name", redactor.Blot(name));
            json.WriteString("value", Credentials.Contains(name) ? SecretRedactor.Mark : redactor.Blot(string.Join(", ", values)));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Blotted first and cut then, so that no cut goes through a secret.</summary>
    private static string Text(byte[] body, string? type, SecretRedactor redactor)
    {
        if (Exchange.Readable(body, type) is not { } text)
            return $"({body.Length} bytes that are no text)";
        text = redactor.Blot(text);
        return text.Length <= MostBody ? text : $"{text[..MostBody]}\n({text.Length - MostBody} characters left out)";
    }
}
