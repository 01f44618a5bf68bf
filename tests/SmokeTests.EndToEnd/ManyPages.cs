using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>The site of the specimen Many: a page for each of its checks, which says what it should unless it is broken.</summary>
internal sealed class ManyPages : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, bool> broken = new();
    private readonly ConcurrentDictionary<int, (string Run, DateTimeOffset Since)> inside = new();
    private readonly ConcurrentQueue<string> overlaps = new();
    private TestSite? site;

    public string Address => site!.Address.ToString();

    /// <summary>Each time that a page was asked for while it was answering already: by which runs, and when.</summary>
    public IReadOnlyCollection<string> Overlaps => overlaps;

    public static async Task<ManyPages> Open()
    {
        var pages = new ManyPages();
        pages.site = await TestSite.Answering(pages.Answer);
        return pages;
    }

    public void Break(params IEnumerable<int> pages)
    {
        foreach (var page in pages)
            broken[page] = true;
    }

    public void Heal(int page) => broken.TryRemove(page, out _);

    public void HealAll() => broken.Clear();

    /// <summary>One that is broken is healed, and the other way round.</summary>
    public void Toggle(int page)
    {
        if (!broken.TryRemove(page, out _))
            broken[page] = true;
    }

    public ValueTask DisposeAsync() => site!.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var page = int.Parse(context.Request.Path.Value!.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var visit = (Run: context.Request.Headers["Smoke-Run"].ToString().Split("; ")[^1], Since: TimeProvider.System.GetUtcNow());
        var first = inside.GetOrAdd(page, visit);
        if (first != visit)
            overlaps.Enqueue($"page {page}: run {visit.Run} at {visit.Since:HH:mm:ss.fff}, while {first.Run} was there "
                + $"since {first.Since:HH:mm:ss.fff}");
        try
        {
            await Task.Delay(20, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            inside.TryRemove(new(page, visit));
        }
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync(broken.ContainsKey(page) ? "<p>Sorry</p>" : $"<p>Page {page} works</p>");
    }
}
