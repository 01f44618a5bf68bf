using System.Net;
using System.Text;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Conformance;

/// <summary>Situations whose answers are given byte for byte: a page with a link, and what stands behind it.</summary>
internal static class Wire
{
    public const string Html = "Content-Type: text/html\r\n";

    /// <summary>The answer that is opened: at /x, and under the link "Away" of the first page.</summary>
    public static Situation Opened(string name, string answer, params string[] fails) => Opened(name, Bytes(answer), After.Close, fails);

    public static Situation Opened(string name, byte[] answer, After after = After.Close, params string[] fails) =>
        Visited(name, _ => new(answer, after), async page => await (await page.Open("/x")).ShouldShow("Here"), fails);

    /// <summary>Following the link to it leaves the visitor where she is.</summary>
    public static Situation Staying(string name, string answer) =>
        Visited(name, _ => new(Bytes(answer), After.Close),
            async page => await (await (await page.Follow("Away")).ShouldShow("Start")).ShouldBeAt("/"));

    /// <summary>Where a redirect leads; HOST stands for the site's own.</summary>
    public static Situation Led(string name, string location, string asked) =>
        Visited(name, Redirect(location), async page => await (await page.Open("/x")).ShouldShow($"asked {asked} end"));

    public static Situation Astray(string name, string location, params string[] fails) =>
        Visited(name, Redirect(location), page => page.Open("/x"), [.. fails.DefaultIfEmpty("which is no web address"), "/x redirects to"]);

    /// <summary>Where a link leads.</summary>
    public static Situation Linked(string name, string href, string asked) =>
        Visited(name, null, async page => await (await page.Follow("Away")).ShouldShow($"asked {asked} end"), href, []);

    /// <param name="x">What is answered at /x.</param>
    /// <param name="visit">From the first page on.</param>
    /// <param name="fails">Parts of the message.</param>
    public static Situation Visited(string name, Func<RawRequest, RawReply>? x, Func<Page, Task> visit, params string[] fails) =>
        Visited(name, x, visit, "/x", fails);

    /// <summary>With another address in the link.</summary>
    public static Situation Visited(string name, string href, Func<Page, Task> visit, params string[] fails) =>
        Visited(name, null, visit, href, fails);

    private static Situation Visited(string name, Func<RawRequest, RawReply>? x, Func<Page, Task> visit, string href, string[] fails) =>
        new(name, _ => Task.CompletedTask, visit, fails)
        {
            Raw = request => Target(request) is var target && target == "/"
                ? Page($"<title>Start</title><p>Start</p><a href=\"{Written(href, request)}\">Away</a>")
                : target == "/x" && x is not null ? x(request) : Page($"<p>asked {WebUtility.HtmlEncode(target)} end</p>"),
        };

    public static RawReply Page(string html) => new(RawServer.Page("<!doctype html>" + html));

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Target(RawRequest request) => request.Line.Split(' ')[1];

    private static string Written(string href, RawRequest request) =>
        WebUtility.HtmlEncode(href.Replace("HOST", request.Header("Host"), StringComparison.Ordinal)
            .Replace("PORT", request.Header("Host")!.Split(':')[1], StringComparison.Ordinal))
            .Replace("\t", "&#9;", StringComparison.Ordinal).Replace("\n", "&#10;", StringComparison.Ordinal);

    private static Func<RawRequest, RawReply> Redirect(string location) => request =>
        new(Bytes("HTTP/1.1 302 "
            + $"Found\r\nLocation: {location.Replace("HOST", request.Header("Host"), StringComparison.Ordinal)}\r\nContent-Length: "
            + "0\r\n\r\n"));
}
