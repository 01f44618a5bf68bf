using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmokeTests.Testing;

/// <summary>A real web server on a free port of the loopback, which answers as the test says.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication app;
    private bool gone;

    private TestSite(WebApplication app) => (this.app, Address) = (app, new Uri(app.Urls.First()));

    public Uri Address { get; }

    public static Task<TestSite> Html(string page) => Answering(context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page);
    });

    /// <param name="at">By default the loopback.</param>
    public static async Task<TestSite> Answering(RequestDelegate answer, IPAddress? at = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(o =>
        {
            o.Listen(at ?? IPAddress.Loopback, 0);
            // A character of a header is a byte, so that a test can send what is no ASCII.
            o.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync();
        return new TestSite(app);
    }

    /// <summary>An answer that does not come, until nobody waits for it any more.</summary>
    public static Task Never(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        if (gone)
            return;
        gone = true;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
