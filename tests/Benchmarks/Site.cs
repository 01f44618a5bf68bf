using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Benchmarks;

/// <summary>The site that the load goes to, in this process: it answers at once and writes down when each page was asked for.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication app;
    private ConcurrentQueue<(int Page, DateTimeOffset At)> reportReceiver = new();

    private Site(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    /// <summary>When the first page was asked for, as a <see cref="Stopwatch"/> tells time.</summary>
    public TaskCompletionSource<long> First { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Pages below this one say that something went wrong.</summary>
    public int BrokenBelow { get; set; }

    public static async Task<Site> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new Site(builder.Build());
        site.app.Run(site.Answer);
        await site.app.StartAsync();
        return site;
    }

    /// <summary>What has arrived since the last time.</summary>
    public IReadOnlyCollection<(int Page, DateTimeOffset At)> Take() => Interlocked.Exchange(ref reportReceiver, new());

    public void Forget() => (First, reportReceiver) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new());

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task Answer(HttpContext context)
    {
        var page = int.Parse(context.Request.Path.Value!.Split('/')[^1], CultureInfo.InvariantCulture);
        reportReceiver.Enqueue((page, DateTimeOffset.UtcNow));
        First.TrySetResult(Stopwatch.GetTimestamp());
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            "<!doctype html><html "
                + $"lang=en><head><title>Page {page}</title></head><body><main><h1>Hello</h1>"
                + $"<p>{(page < BrokenBelow ? "Sorry" : $"Page {page} works")}</p></main></body></html>");
    }
}
