using Microsoft.Playwright;

namespace SmokeTests.Browsers;

/// <summary>A context in the browser that it belongs to.</summary>
internal sealed record Place(Running Browser, IBrowserContext Context)
{
    public Task Leave() => Browser.Leave(Context);
}
