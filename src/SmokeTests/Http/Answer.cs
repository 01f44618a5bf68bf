using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SmokeTests.Http;

/// <summary>What came back from the site, after redirects.</summary>
internal sealed record Answer(Uri Address, HttpStatusCode Status, string ContentType, byte[] Body, HttpResponseHeaders? Headers = null, HttpContentHeaders? ContentHeaders = null)
{
    public bool IsHtml => ContentType.Length == 0 || ContentType.Contains("html", StringComparison.OrdinalIgnoreCase);

    /// <summary>A page that says nothing of its charset is read as browsers read it: as windows-1252.</summary>
    public string DeclaredType
    {
        get
        {
            var head = Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, 1024)));
            var type = ContentType.Length == 0 ? "text/html" : ContentType;
            return type.Contains("charset", StringComparison.OrdinalIgnoreCase) || head.Contains("charset", StringComparison.OrdinalIgnoreCase) || Body is [0xEF, 0xBB, 0xBF, ..] or [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]
                ? type : type + "; charset=windows-1252";
        }
    }

    /// <summary>What stands behind the status in the answer's first line.</summary>
    public string Reason { get; init; } = "";

    public string Said => $"{(int)Status} {Status}";

    /// <summary>The start of the body as a reader would want it in a message.</summary>
    public string Excerpt() => Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2_000)));

    public string? Header(string name) =>
        Headers?.TryGetValues(name, out var values) == true || ContentHeaders?.TryGetValues(name, out values) == true ? string.Join(", ", values) : null;
}
