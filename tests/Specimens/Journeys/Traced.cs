using RestSharp;

namespace Specimens;

/// <summary>Journeys whose requests are looked for in traces: over HTTP, by the API, in a browser.</summary>
[Team("bench"), Every("1h"), Within("60s")]
public class Traced : Journey
{
    [Fact(Explicit = true)]
    public Task Over_http() => Step("look around", async () =>
    {
        var page = await Open("/");
        await page.Open("/moved");
        await page.ShouldShow("a page");
    });

    [Fact(Explicit = true)]
    public async Task By_the_api()
    {
        await Api.ExecuteAsync(new RestRequest("/data"));
        await Step("at once", () => Task.WhenAll(Enumerable.Range(0, 5).Select(n => Api.ExecuteAsync(new RestRequest($"/data?n={n}")))));
        await ApiOfVisitor.ExecuteAsync(new RestRequest("/data", Method.Post));
    }

    [Fact(Explicit = true)]
    public async Task In_a_browser()
    {
        var page = await Browser.Open("/moved");
        await page.ShouldShow("loaded");
    }

    [Fact(Explicit = true)]
    public async Task That_fails()
    {
        await Open("/");
        await Open("/broken");
    }

    [Fact(Explicit = true)]
    public async Task That_asks_without_end()
    {
        for (var n = 0; n < 600; n++)
            await Api.ExecuteAsync(new RestRequest("/data"));
    }
}
