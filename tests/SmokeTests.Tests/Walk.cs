using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Recording;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>A journey on a test site, without xunit around it.</summary>
internal sealed class Walk : IAsyncDisposable
{
    private readonly TestSite site;
    private readonly Visitor visitor;

    private Walk(TestSite site, TimeSpan stepLimit, int pageBytes)
    {
        this.site = site;
        Environment = new EnvironmentSettings { Name = "test", Site = site.Address, StepLimit = stepLimit, PageBytes = pageBytes };
        Recorder = new Recorder(TimeProvider.System, Redactor, () => null, () => "storefront");
        visitor = new Visitor(Environment, Recorder, new RequestHeaders("Test.Walk", "r1", Environment.Own), TimeProvider.System,
            () => CancellationToken.None);
    }

    public EnvironmentSettings Environment { get; }

    public SecretRedactor Redactor { get; } = new();

    public Recorder Recorder { get; }

    public static Walk On(TestSite site, TimeSpan? stepLimit = null, int pageBytes = 1024 * 1024) =>
        new(site, stepLimit ?? TimeSpan.FromSeconds(10), pageBytes);

    public static async Task<(Walk Walk, HttpPage Page)> OnPage(string html)
    {
        var walk = On(await TestSite.Html(html));
        return (walk, await walk.Open("/"));
    }

    public async Task<HttpPage> Open(string address, int? status = null)
    {
        var page = new HttpPage(new HttpTab(Environment, visitor, Recorder, TimeProvider.System, () => CancellationToken.None), Recorder);
        await page.Open(address, status);
        return page;
    }

    /// <summary>What the failing word says, with the port, which changes, taken out.</summary>
    public async Task<string> Fails(Func<Task> word)
    {
        var failure = await word.Should().ThrowAsync<JourneyFailedException>();
        var told = System.Text.RegularExpressions.Regex.Replace(failure.Which.Message, @"\([\d.,]+ ms\)", "(# ms)");
        // What the operating system says of a broken connection differs from one to the next.
        if (failure.Which.InnerException is IOException or HttpRequestException)
            told = System.Text.RegularExpressions.Regex.Replace(told, @"  Instead .*", "  Instead   (the system's words)");
        return told.Replace(site.Address.Authority, "shop.example", StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
