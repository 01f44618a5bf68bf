using System.Globalization;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Both images under a memory limit, the sample suites every 10 s. The variable SMOKETESTS_ENDURE says for how many
/// minutes; 0.3 where nothing says so, 30 by <c>dotnet run --project build -- endure</c>.
/// </summary>
public class RunnersEndureTests
{
    [Fact]
    public Task The_limit_holds() => Endurance.Hold(ImageTests.Runner, 512, "Bookshop.SmokeTests");
}

/// <summary>The other image, at the same time.</summary>
public class BrowsersEndureTests
{
    [Fact]
    public Task The_limit_holds() => Endurance.Hold(ImageTests.Browser, 1536, "Bookshop.InABrowser");
}

internal static class Endurance
{
    private static readonly TimeSpan Lasts =
        TimeSpan.FromMinutes(double.TryParse(Environment.GetEnvironmentVariable("SMOKETESTS_ENDURE"), CultureInfo.InvariantCulture,
            out var given) ? given : 0.3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public static async Task Hold(string image, int megabytes, string sample)
    {
        await using var shop = new Bookshop();
        await shop.Open();
        ImageTests.Share(shop.Folder);
        await using var container = new Container(image, $"{megabytes}m",
            new Dictionary<string, string> { ["/shop"] = shop.Folder + ":rw", ["/suites/shop"] = Product.Sample(sample) },
            new Dictionary<string, string>(shop.Environment) { ["BOOKSHOP_DATABASE"] = "/shop/bookshop.db" }, image == ImageTests.Browser,
            "serve", "/suites", "--every", "10s");
        await container.Start();
        await container.Until("every check has run",
            async () => (await container.Checks()) is { Length: > 0 } all && all.All(c => c.LastRun is not null));
        var (until, most) = (DateTimeOffset.UtcNow + Lasts, 0.0);
        while (DateTimeOffset.UtcNow < until)
        {
            most = Math.Max(most, await container.Megabytes());
            await Task.Delay(BetweenLooks, TestContext.Current.CancellationToken);
        }
        await Console.Out.WriteLineAsync($"{image}: at most {most:0} of {megabytes} MB in {Lasts.TotalMinutes} minutes");
        (await container.Says("{{.State.Status}} {{.State.OOMKilled}} {{.RestartCount}}")).Should().Be("running false 0");
        (await container.Logs()).Should().NotContain("is gone", "no worker was killed, by the kernel or otherwise");
        most.Should().BeLessThan(megabytes);
        var last = DateTimeOffset.UtcNow;
        await container.Until("the checks still run", async () => (await container.Checks()).All(c => c.LastRun > last));
    }
}
