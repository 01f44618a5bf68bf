using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>The site of the specimen Many: a page for each of its checks, which says what it should unless it is broken.</summary>
internal sealed class ManyPages : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, bool> broken = new();
    private readonly ConcurrentDictionary<int, int> inside = new();
    private readonly ConcurrentQueue<int> overlaps = new();
    private TestSite? site;

    public string Address => site!.Address.ToString();

    /// <summary>The pages that were asked for while they were answering already.</summary>
    public IReadOnlyCollection<int> Overlaps => overlaps;

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
        if (inside.AddOrUpdate(page, 1, (_, n) => n + 1) > 1)
            overlaps.Enqueue(page);
        try
        {
            await Task.Delay(20, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            inside.AddOrUpdate(page, 0, (_, n) => n - 1);
        }
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync(broken.ContainsKey(page) ? "<p>Sorry</p>" : $"<p>Page {page} works</p>");
    }
}
