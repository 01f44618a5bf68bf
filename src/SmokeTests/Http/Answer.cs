using System.Net;
using System.Net.Http.Headers;
using SmokeTests.Content;
using SmokeTests.Content.Encodings;

namespace SmokeTests.Http;

/// <summary>What came back from the site, after redirects.</summary>
/// <param name="ContentType">As the site sent it.</param>
internal sealed record Answer(
    Uri Address, HttpStatusCode Status, string ContentType, byte[] Body, HttpResponseHeaders? Headers = null,
    HttpContentHeaders? ContentHeaders = null)
{
    private const int LongestExcerpt = 2_000;
    private BodyText? text;

    /// <summary>Whether it is a page with elements, and no other document.</summary>
    public bool IsHtml => Kind is DocumentKind.Html or DocumentKind.Xhtml;

    public DocumentKind Kind => Text.Kind;

    public CharacterEncoding Encoding => Text.Encoding;

    /// <summary>How many bytes of a byte order mark go before the text.</summary>
    public int Mark => Text.Mark;

    /// <summary>What stands behind the status in the answer's first line.</summary>
    public string Reason { get; init; } = "";

    public string Said => NameOf((int)Status);

    /// <summary>Such as <c>404 NotFound</c>.</summary>
    public static string NameOf(int status) => Enum.IsDefined((HttpStatusCode)status) ? $"{status} {(HttpStatusCode)status}"
        : status is < 100 or > 599 ? $"{status}, which is no status of HTTP" : $"{status}";

    private BodyText Text => text ??= BodyText.Of(Body, ContentType, Header("X-Content-Type-Options") is not { } options
        || !options.Trim().StartsWith("nosniff", StringComparison.OrdinalIgnoreCase));

    /// <summary>The whole body as text; empty where it is none.</summary>
    public string Content() => Text.Read(Body);

    /// <summary>The start of the body as a reader would want it in a message.</summary>
    public string Excerpt() => Content() is { Length: > LongestExcerpt } text ? text[..LongestExcerpt] : Content();

    /// <summary>The header as it was sent: a type that .NET cannot read is nevertheless one that browsers understand.</summary>
    public static string TypeOf(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Type", out var values) ? string.Join(", ", values) : "";

    public string? Header(string name) =>
        Headers?.TryGetValues(name, out var values) == true || ContentHeaders?.TryGetValues(name, out values) == true
        ? string.Join(", ", values) : null;
}
