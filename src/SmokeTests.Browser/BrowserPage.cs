using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SmokeTests.Arguments;
using SmokeTests.Browsers;
using SmokeTests.Recording;

namespace SmokeTests;

/// <summary>
/// A page in a real browser. Every word waits for what it needs, as long as <c>browser.patience</c> says (5 s by default).
/// </summary>
public sealed class BrowserPage : Page
{
    private readonly BrowserTab tab;
    private readonly Recorder recorder;

    internal BrowserPage(BrowserTab tab, Recorder recorder) : base(tab, recorder) => (this.tab, this.recorder) = (tab, recorder);

    internal BrowserTab Tab => tab;

    /// <summary>Playwright's page, for what the vocabulary lacks.</summary>
    public IPage Playwright => tab.Playwright;

    /// <summary>
    /// Fails unless the page painted its largest element, kept its layout still, and was sent within these limits. What was
    /// measured is kept with the run. Bytes of other origins count where they allow it (Timing-Allow-Origin).
    /// </summary>
    /// <param name="lcp">Largest contentful paint, such as <c>2.5s</c>, which is the default and Google's "good".</param>
    /// <param name="cls">Cumulative layout shift; 0.1 by default, Google's "good".</param>
    /// <param name="kilobytes">All that was transferred, in units of 1,000 bytes; no limit by default.</param>
    public Task<Page> ShouldBeFast(string lcp = "2.5s", double cls = 0.1, int? kilobytes = null) => Act("should be fast", async () =>
    {
        var measured = await tab.Measure();
        recorder.Measured("LCP", measured.Lcp, "ms");
        recorder.Measured("CLS", measured.Cls, "");
        recorder.Measured("transferred", measured.Bytes / 1000.0, "kB");
        recorder.Note($"LCP {measured.Lcp:0} ms, CLS {measured.Cls:0.###}, {measured.Bytes / 1000.0:0.#} kB");
        var limit = Waiting.Of(lcp);
        if (measured.Lcp > limit.TotalMilliseconds)
            throw await tab.Fail(new($"its largest part was painted after {measured.Lcp:0} ms", $"at most {Interval.Write(limit)}",
                $"{measured.Lcp:0} ms"));
        if (measured.Cls > cls)
            throw await tab.Fail(new("its layout shifts", $"a shift of at most {cls}", $"{measured.Cls:0.###}"));
        if (measured.Bytes > kilobytes * 1000.0)
            throw await tab.Fail(new("it is too heavy", $"at most {kilobytes} kB", $"{measured.Bytes / 1000.0:0.#} kB"));
    });

    /// <summary>Scans the page with axe and fails on violations of its rules, each told with its elements and axe's help page.</summary>
    /// <param name="except">Ids of axe's rules that are let pass, such as <c>color-contrast</c>.</param>
    public Task<Page> ShouldBeAccessible(params string[] except) => Act("should be accessible", async () =>
    {
        var result = await tab.Ask(page => page.RunAxe());
        var violations = result.Violations.Where(v => !except.Contains(v.Id)).ToArray();
        if (violations.Length > 0)
            throw await tab.Fail(new($"it breaks {violations.Length} rules of accessibility: {violations[0].Help}",
                "no violation found by axe",
                string.Join('\n', violations.Select(
                    v => $"{v.Id} ({v.Impact}): {string.Join(", ", v.Nodes.Take(3).Select(n => n.Target?.ToString()))}"
                        + $"{(v.Nodes.Length > 3 ? $" and {v.Nodes.Length - 3} more" : "")}; {v.HelpUrl}"))));
    });

    /// <summary>Fails if the page's scripts have logged an error, or thrown one that nobody caught.</summary>
    public Task<Page> ShouldHaveQuietConsole() => Act("should have a quiet console", async () =>
    {
        await tab.Arrive();
        if (tab.Errors is { Count: > 0 } errors)
            throw await tab.Fail(new($"its scripts complain: {errors[0]}", "no error in the console", string.Join('\n', errors.Take(10))));
    });
}
