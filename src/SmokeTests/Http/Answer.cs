using System.Net;
using System.Text;

namespace SmokeTests.Http;

/// <summary>What came back from the site, after redirects.</summary>
internal sealed record Answer(Uri Address, HttpStatusCode Status, string ContentType, byte[] Body)
{
    public bool IsHtml => ContentType.Length == 0 || ContentType.Contains("html", StringComparison.OrdinalIgnoreCase);

    public string Said => $"{(int)Status} {Status}";

    /// <summary>The start of the body as a reader would want it in a message.</summary>
    public string Excerpt() => Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2_000)));
}
