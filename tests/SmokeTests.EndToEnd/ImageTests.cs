using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace SmokeTests.EndToEnd;

/// <summary>The images, built by the build program, run by a container engine.</summary>
public sealed class ImageTests : IAsyncLifetime
{
    internal const string Runner = "localhost/smoketests:runner";
    internal const string Browser = "localhost/smoketests:browser";
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private readonly Bookshop shop = new();
    private readonly SlackReceiver slack = new();

    public async ValueTask InitializeAsync()
    {
        await shop.Open();
        await slack.Open();
        Share(shop.Folder);
    }

    public async ValueTask DisposeAsync()
    {
        await slack.DisposeAsync();
        await shop.DisposeAsync();
    }

    [Fact]
    public async Task A_teams_image_is_three_lines_and_loses_nothing_whether_it_is_stopped_or_killed()
    {
        // Its image, as README says.
        var context = Directory.CreateTempSubdirectory("image-").FullName;
        Product.Copy(Product.ShopChecks, Path.Combine(context, "publish"));
        var lines = Regex.Match(File.ReadAllText(Path.Combine(Product.Root, "build", "README.md")), "```dockerfile\n(.*?)```",
            RegexOptions.Singleline).Groups[1].Value;
        lines.Should().StartWith($"FROM {Runner}\n");
        await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), lines);
        var image = $"localhost/smoketests-of-a-team:{Guid.NewGuid():N}";
        await Container.Say("build", "-q", "--format", "docker", "-t", image, context);
        Directory.Delete(context, recursive: true);

        await using (var container = new Container(image, "512m", new Dictionary<string, string> { ["/shop"] = shop.Folder + ":rw" },
            Variables(), false, "serve", "/suites", "--every", "2s"))
        {
            await container.Start();
            await container.AllGreen(10);
            (await container.Healthcheck()).Should().Be(0);
            (await container.Inside("id", "-u")).Should().Be("10001");
            await FluentActions.Awaiting(() => container.Inside("touch", "/opt/smoke/here")).Should()
                .ThrowAsync<InvalidOperationException>("nothing is written but the volume");

            await shop.Break("search-empty");
            await Patience.Until("the storefront's channel has the message", () => slack.Taken.Count == 1,
                () => container.Logs().GetAwaiter().GetResult());
            slack.Taken[0].Team.Should().Be("storefront");

            (await container.Stop()).Should().Be("0", "SIGTERM ends it within the 10 s after which it would be killed");
            (await container.Logs()).Should().Contain("Stopping: what is in flight is finished or recorded.");
            await container.Start();
            await container.Until("it goes on", async () => (await container.Checks()).Count(c => c.Colour == "Green") == 9);
            await container.Kill();
            await shop.Heal("search-empty");
            await container.Start();
            await container.AllGreen(10);
            await Patience.Until("the end is told", () => slack.Taken.Count == 2, () => container.Logs().GetAwaiter().GetResult());
            slack.Taken.Should().HaveCount(2, "one message when it broke and one when it worked again, over a stop and a kill");
            foreach (var check in await container.Checks())
                (await container.Http.GetFromJsonAsync<RunSeen[]>($"/api/checks/{Uri.EscapeDataString(check.Id)}/runs"))!.Select(
                    r => r.Outcome).Should().NotContain("Broken");
        }
        await Container.Say("rmi", image);
    }

    [Fact]
    public async Task The_browsers_image_runs_Chromium_in_its_sandbox_without_root_and_leaves_no_zombies()
    {
        await using var container =
            new Container(Browser, "1536m", new Dictionary<string, string> { ["/suites/shop"] = Product.Sample("Bookshop.InABrowser") },
                Variables(), true, "serve", "/suites", "--every", "5s", "--filter", "A visitor", "--filter", "A customer");
        await container.Start();
        await container.AllGreen(2);
        var running = await container.Inside("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; true");
        running.Should().Contain("chromium").And.NotContain("--no-sandbox");
        // The browser dies, and what it leaves is the first process's to bury.
        await container.Inside("sh", "-c",
            "for p in /proc/[0-9]*; do if grep -q -a headless-[s]hell $p/cmdline; then kill -9 ${p#/proc/}; fi; done; true");
        var before = (await container.Checks()).Max(c => c.LastRun);
        await container.Until("the checks pass with another browser",
            async () => (await container.Checks()).All(c => c.Colour == "Green" && c.LastRun > before));
        await container.Until("no zombie is left",
            async () => !(await container.Inside("sh", "-c", "cat /proc/[0-9]*/stat; true")).Contains(") Z "));
    }

    [Fact]
    public async Task A_disk_that_is_full_to_the_last_byte_stops_evidence_before_history_and_history_before_alerts()
    {
        await using var container =
            new Container(Runner, "1g",
                new Dictionary<string, string> { ["/shop"] = shop.Folder + ":rw", ["/suites/shop"] = Product.ShopChecks }, Variables(),
                false, 400, "serve", "/suites", "--every", "1s");
        await container.Start();
        await container.AllGreen(10);
        await container.Until("a reserve is laid by", async () => (await container.Inside("ls", "/small")).Contains("reserve"));

        // Everything but what is in the reserve.
        await container.Inside("sh", "-c",
            "dd if=/dev/zero of=/small/filler bs=1M 2>/dev/null; dd if=/dev/zero of=/small/rest bs=1 2>/dev/null; true");
        await container.Until("the reserve is given up", async () => !(await container.Inside("ls", "/small")).Contains("reserve"));
        await container.Until("the platform team is told of it",
            () => Task.FromResult(slack.Taken.Any(t => t.Header.Contains("MB are free in /small"))));
        await shop.Break("search-empty");
        await container.Until("what is broken is told", () => Task.FromResult(slack.Taken.Any(t => t.Header.Contains("finds"))));
        var broken = (await container.Checks()).Single(c => c.Colour == "Red");
        (await container.Inside("sh", "-c", $"ls /small/evidence/{broken.Run} 2>/dev/null; true")).Should().BeEmpty("evidence goes first");
        var saved = await Good(container);
        var now = DateTimeOffset.UtcNow;
        await container.Until("the others run on",
            async () => (await container.Checks()).Where(c => c.Colour == "Green").Count() == 9
                && DateTimeOffset.UtcNow - now > TimeSpan.FromSeconds(3));
        (await Good(container)).Should().Be(saved, "good runs are not saved");

        await container.Inside("rm", "/small/filler", "/small/rest");
        await container.Until("history goes on", async () => await Good(container) > saved);
        await container.Until("the reserve is laid by again", async () => (await container.Inside("ls", "/small")).Contains("reserve"));
        await shop.Heal("search-empty");
        await container.AllGreen(10);
        await container.Until("its end is told", () => Task.FromResult(slack.Taken.Any(t => t.Header.Contains('✓'))));
        (await container.Stop()).Should().Be("0");
    }

    /// <summary>How many runs are saved of a check that stays well.</summary>
    private static async Task<int> Good(Container container)
    {
        var check = (await container.Checks()).First(c => c.Team == "accounts");
        return (await container.Http.GetFromJsonAsync<RunSeen[]>($"/api/checks/{Uri.EscapeDataString(check.Id)}/runs?limit=1000"))!.Length;
    }

    private Dictionary<string, string> Variables() =>
        new(shop.Environment.Concat(slack.Environment)) { ["BOOKSHOP_DATABASE"] = "/shop/bookshop.db" };

    /// <summary>The container's user is nobody here.</summary>
    internal static void Share(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(folder, Everybody);
        foreach (var file in Directory.GetFiles(folder))
            File.SetUnixFileMode(file, Everybody);
    }
}
