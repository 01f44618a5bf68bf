using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>A new version of a suite lands in its folder while the runner runs.</summary>
public class ReloadTests
{
    [Fact]
    public async Task A_new_version_is_taken_up_and_one_that_does_not_load_leaves_the_old_one_running()
    {
        var folder = Directory.CreateTempSubdirectory("suite-").FullName;
        Product.Copy(Product.Specimen("Passing"), folder);
        await using var runner = new Runner([folder, "--every", "1s"]);
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        var old = (await runner.Workers()).Single().ProcessId;

        await File.AppendAllTextAsync(Path.Combine(folder, "smoketests.json"), "\n", TestContext.Current.CancellationToken);
        await runner.Until("another worker has taken over", async () => (await runner.Workers()).Single().ProcessId != old);
        await Patience.Until("the old worker has ended", () => HasEnded(old), () => runner.Output);
        var (taken, now) = ((await runner.Workers()).Single().ProcessId, DateTimeOffset.UtcNow);
        await runner.Until("the check goes on", async () => (await runner.Checks()).All(c => c.Outcome == "Passed" && c.LastRun > now));

        await File.WriteAllTextAsync(Path.Combine(folder, "Passing.dll"), "no assembly", TestContext.Current.CancellationToken);
        await runner.Until("the board says that it does not load",
            async () => (await runner.Page("/")).Contains("The version before it goes on running."));
        now = DateTimeOffset.UtcNow;
        await runner.Until("the check goes on all the same",
            async () => (await runner.Checks()).All(c => c.Outcome == "Passed" && c.LastRun > now));
        (await runner.Workers()).Single().ProcessId.Should().Be(taken);
        foreach (var check in await runner.Checks())
            (await runner.Runs(check.Name)).Should().OnlyContain(r => r.Outcome == "Passed", "no run was lost to a new version");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_suite_that_is_replaced_under_load_misses_no_run_and_mixes_no_versions()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (begun, pairs) = (new ConcurrentDictionary<string, string>(), new ConcurrentQueue<(string Begin, string End)>());
        await using var site = await TestSite.Answering(async context =>
        {
            if (context.Request.Path.Value!.Split('/') is ["", var when, var row, var version])
                if (when == "begin")
                    begun[row] = version;
                else if (begun.TryRemove(row, out var began))
                    pairs.Enqueue((began, version));
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<p>Seen</p>", cancel);
        });
        // A folder of suites, as in a container.
        var suites = Directory.CreateTempSubdirectory("suites-").FullName;
        var folder = Path.Combine(suites, "shop");
        Product.Copy(Product.Specimen("Versions"), folder);
        await using (var runner = new Runner([suites], new Dictionary<string, string> { ["VERSIONS_SITE"] = site.Address.ToString() }))
        {
            await runner.Start();
            await runner.Until("every check has run",
                async () => (await runner.Checks()) is { Length: 30 } all && all.All(c => c.Outcome == "Passed"));
            // At its start a check runs out of its turn.
            var missed = await Missed(runner);
            var since = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            for (var version = 2; version <= 4; version++)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "first.txt"), $"{version}", cancel);
                await Task.Delay(200, cancel);
                await File.WriteAllTextAsync(Path.Combine(folder, "second.txt"), $"{version}", cancel);
                await runner.Until($"every check runs in version {version}",
                    () => Task.FromResult(pairs.Count(p => p.End == $"{version}") >= 30));
            }
            pairs.Should().OnlyContain(p => p.Begin == p.End, "a run belongs to one version from its beginning to its end");
            (await Missed(runner)).Should().Be(missed, "no due time was passed over");
            HeldUp(runner, since).Should().BeEmpty("no check waits for a version");
            foreach (var check in await runner.Checks())
                (await runner.RunsOf(check.Id)).Should().OnlyContain(r => r.Outcome == "Passed");

            // Another suite comes into the folder, and is taken up beside the first.
            Product.Copy(Product.Specimen("Passing"), Path.Combine(suites, "other"));
            await runner.Until("the second suite's check has run",
                async () => (await runner.Checks()) is { Length: 31 } all && all.All(c => c.Outcome == "Passed"));
        }
        Directory.Delete(suites, recursive: true);
    }

    [Fact]
    public async Task What_a_new_version_does_not_watch_any_more_is_closed_and_told()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var site = await ManyPages.Open();
        site.Break(1);
        var folder = Directory.CreateTempSubdirectory("suite-").FullName;
        Product.Copy(Product.Specimen("Many"), folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "many.txt"), "2", cancel);
        await using (var runner = new Runner([folder, "--every", "1s"], new Dictionary<string, string> { ["MANY_SITE"] = site.Address }))
        {
            await runner.Start();
            await runner.Until("what is broken is told", async () => (await runner.Notifications()) is [{ Kind: "opened" }]);
            await File.WriteAllTextAsync(Path.Combine(folder, "many.txt"), "1", cancel);
            await runner.Until("one check is left", async () => (await runner.Checks()).Length == 1);
            await runner.Until("the other's incident is closed, and its team is told why",
                async () => (await runner.Notifications()) is [_, _] told
                    && told.Any(n => n.Kind == "resolved" && n.Text.Contains("is not watched any more")));
            (await runner.Checks()).Single().Outcome.Should().Be("Passed");
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_secret_that_is_renewed_and_settings_that_change_are_taken_up_and_mistakes_leave_what_was_in_force()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (old, renewed) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var site = await ManyPages.Open();
        await using var receiver = await TestSite.Answering(async context =>
        {
            var told = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: cancel);
            (context.Request.Path == "/old" ? old : renewed).Enqueue($"{told!["kind"]}");
        });
        var folder = Directory.CreateTempSubdirectory("settings-").FullName;
        var (settings, secret) = (Path.Combine(folder, "smoketests.json"), Path.Combine(folder, "HOOK"));
        var right = (await File.ReadAllTextAsync(Path.Combine(Product.Specimen("Many"), "smoketests.json"), cancel)).Replace(
            "\"slack\": \"board\"", "\"webhook\": { \"address\": \"${HOOK}\" }", StringComparison.Ordinal);
        right.Should().Contain("${HOOK}");
        await File.WriteAllTextAsync(settings, right, cancel);
        await File.WriteAllTextAsync(secret, $"{receiver.Address}old\n", cancel);
        await using (var runner =
            new Runner([Product.Specimen("Many"), "--settings", settings, "--every", "1s"], new Dictionary<string, string>
        {
            ["MANY"] = "1", ["MANY_SITE"] = site.Address, ["SMOKETESTS_SECRETS"] = folder,
        }))
        {
            await runner.Start();
            await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
            site.Break(0);
            await Patience.Until("it is told where the settings say", () => old.Contains("opened"), () => runner.Output);

            var worker = (await runner.Workers()).Single().ProcessId;
            await File.WriteAllTextAsync(secret, $"{receiver.Address}new\n", cancel);
            await runner.Until("the renewed secret is taken up, by the suite as well",
                async () => runner.Output.Contains("its change is taken up") && (await runner.Workers()) is [var next]
                    && next.ProcessId != worker);
            site.HealAll();
            await Patience.Until("the end is told where the settings say now", () => renewed.Contains("resolved"), () => runner.Output);

            await File.WriteAllTextAsync(settings, right.Replace("webhook", "webhok", StringComparison.Ordinal), cancel);
            await runner.Until("the board says what is wrong", async () => (await runner.Page("/")).Contains("webhok: is not a setting"));
            site.Break(0);
            await Patience.Until("what was in force is", () => renewed.Contains("opened"), () => runner.Output);

            await File.WriteAllTextAsync(settings,
                right.Replace("\"teams\"", "\"heartbeat\": { \"address\": \"https://hc.example\" }, \"teams\"",
                    StringComparison.Ordinal), cancel);
            await runner.Until("the board says what waits",
                async () => (await runner.Page("/")) is var page && page.Contains("heartbeat: has changed, and takes a restart")
                    && !page.Contains("webhok"));
            old.Should().Equal("opened");
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<long> Missed(Runner runner) =>
        JsonNode.Parse(await runner.Page("/api/engine"))!["lateness"]!["missedEver"]!.GetValue<long>();

    /// <summary>Runs that began half the time between two due times late.</summary>
    private static string[] HeldUp(Runner runner, long since)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "smoke.db")};Pooling=false");
        return [.. db.Query<string>(
            "select checks.id || ' began ' || late || ' ms late' from runs join checks on key = check_key where at >= @since and "
                + "late >= 5000", new { since })];
    }

    private static bool HasEnded(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
