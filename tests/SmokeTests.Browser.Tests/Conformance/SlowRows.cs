using System.Text;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about pages whose beginning comes, and not their end.</summary>
internal static class SlowRows
{
    private const string Late = "the page was not complete within 4 s", Whole = "the whole of http://shop.example/x",
        Beginning = "its beginning alone", Where = "http://shop.example/x (200)";
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

    public static readonly Situation[] All =
    [
        Slow("a page that stops in its middle", Head + "Content-Length: 70\r\n\r\n<p>Here", After.Stay, Late, Whole, Beginning, Where),
        Slow("a page in pieces that stops", Head + "Transfer-Encoding: chunked\r\n\r\n7\r\n<p>Here\r\n", After.Stay, Late, Whole,
            Beginning, Where),
        Slow("a page without a length that stops", Head + "\r\n<p>Here", After.Stay, Late, Whole, Beginning, Where),
        Slow("a page of 500 that stops", "HTTP/1.1 500 Oops\r\nContent-Length: 70\r\n\r\n<p>Here", After.Stay, Late,
            "http://shop.example/x (500)"),
        Slow("headers that stop", Head, After.Stay, "no complete answer within 4 s", "an answer from http://shop.example/x", "none in time",
            "http://shop.example/x (no answer)"),
        Slow("a page that is cut", Head + "Content-Length: 70\r\n\r\n<p>Here", After.Close, "the answer broke off", Whole,
            Beginning, Where),
        Slow("a page in pieces that is cut", Head + "Transfer-Encoding: chunked\r\n\r\n7\r\n<p>Here\r\n", After.Close,
            "the answer broke off", Whole, Beginning, Where),
        Slow("a page that is cut in a piece", Head + "Transfer-Encoding: chunked\r\n\r\nff\r\n<p>Here", After.Close, "the answer broke off",
            Whole, Beginning, Where),
        Slow("a page that is reset", Head + "Content-Length: 70\r\n\r\n<p>Here", After.Reset, "the answer broke off", Whole,
            Beginning, Where),
        new("a page that drips", Drip, page => page.Open("/x"), Late, Whole, Beginning,
            Where) { But = e => e with { StepLimit = TimeSpan.FromSeconds(4) } },
        new("a link to a page that drips", Drip, page => page.Follow("Away"), Late, Whole, Beginning,
            Where) { But = e => e with { StepLimit = TimeSpan.FromSeconds(4) } },
    ];

    private static Situation Slow(string name, string answer, After after, params string[] fails) =>
        new(name, _ => Task.CompletedTask, page => page.Open("/x"), fails)
        {
            Raw = request => Wire.Target(request) == "/x" ? new(Encoding.Latin1.GetBytes(answer), after) : Wire.Page("<p>Start"),
            But = e => e with { StepLimit = TimeSpan.FromSeconds(4) },
        };

    private static async Task Drip(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("<p>Start<a href=/x>Away</a>");
        for (; context.Request.Path == "/x" && !context.RequestAborted.IsCancellationRequested; await Task.Delay(100))
        {
            await context.Response.WriteAsync(" drop");
            await context.Response.Body.FlushAsync();
        }
    }
}
