using SmokeTests.Browsers;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Tests;

/// <summary>Which half of the library reads the page.</summary>
public enum Driver
{
    Http,
    Browser,
}

/// <summary>A journey on a test site by either driver, without xunit around it.</summary>
internal sealed class Drive : IAsyncDisposable
{
    private readonly IAsyncDisposable? site;
    private readonly Uri address;
    private readonly Driver driver;
    private readonly Visitor visitor;

    private Drive(IAsyncDisposable? site, Uri address, Driver driver, EnvironmentSettings environment)
    {
        (this.site, this.address, this.driver) = (site, address, driver);
        Run = new RunContext("r1", SuiteSettings.Of(environment), TimeProvider.System, new RunCheck("r1", "Test.Drive"));
        Run.Stand("Test.Drive", "storefront");
        visitor = new Visitor(environment, Run.Recorder, Run.RequestHeaders, TimeProvider.System, () => Run.Stop);
    }

    public RunContext Run { get; }

    public static Drive On(TestSite site, Driver driver, Func<EnvironmentSettings, EnvironmentSettings>? but = null) =>
        On(site, site.Address, driver, but);

    public static Drive On(RawServer site, Driver driver, Func<EnvironmentSettings, EnvironmentSettings>? but = null) =>
        On(site, site.Address, driver, but);

    /// <summary>On a site that somebody else ends.</summary>
    public static Drive On(Uri address, Driver driver, Func<EnvironmentSettings, EnvironmentSettings>? but = null) =>
        On(null, address, driver, but);

    private static Drive On(IAsyncDisposable? site, Uri address, Driver driver, Func<EnvironmentSettings, EnvironmentSettings>? but)
    {
        var environment = new EnvironmentSettings
        {
            Name = "test",
            Site = address,
            StepLimit = TimeSpan.FromSeconds(10),
            PageBytes = 1024 * 1024,
            Browser = new BrowserSettings { Patience = TimeSpan.FromSeconds(5) },
        };
        return new Drive(site, address, driver, but?.Invoke(environment) ?? environment);
    }

    public async Task<Page> Open(string address, int? status = null)
    {
        Page page;
        if (driver == Driver.Http)
            page = new HttpPage(NewHttpTab(), Run.Recorder);
        else
            page = new BrowserPage((await Session.WithTab(Run)).Tab, Run.Recorder);
        await page.Open(address, status);
        return page;
    }

    /// <summary>What is under a page over HTTP.</summary>
    public HttpTab NewHttpTab() => new(Run.Settings, visitor, Run.Recorder, TimeProvider.System, () => Run.Stop);

    public ValueTask StopSite() => site!.DisposeAsync();

    /// <summary>What the failing word says, with what changes from run to run taken out.</summary>
    public async Task<string> Fails(Func<Task> word)
    {
        var failure = await word.Should().ThrowAsync<JourneyFailedException>();
        var told = System.Text.RegularExpressions.Regex.Replace(failure.Which.Message, @"\([\d.,]+ ms\)", "(# ms)");
        return told.Replace(address.Authority, "shop.example", StringComparison.Ordinal);
    }

    /// <summary>What the word says that is still waiting when the time of the check is up.</summary>
    public async Task<string> FailsInTime(TimeSpan limit, Func<Task> word)
    {
        Run.Start(limit);
        return await Fails(word);
    }

    public async ValueTask DisposeAsync()
    {
        await Run.End();
        if (site is not null)
            await site.DisposeAsync();
    }
}
