using System.Net.Http.Json;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>kill -9 at the worst moments.</summary>
public class CrashTests
{
    [Fact]
    public async Task A_worker_killed_in_mid_run_loses_the_run_which_is_repeated_while_the_others_go_on()
    {
        await using var runner =
            new Runner([Product.Specimen("Misbehaving"), "--every", "2s", "--filter", "Ends.Takes_ten", "--filter", "Ends.Passes"]);
        await runner.Start();
        await runner.Until("the first runs have passed", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        var worker = (await runner.Workers()).Single().ProcessId;
        await runner.Until("the long one runs again",
            async () => (await runner.Page("/checks/" + (await runner.Check("Takes ten seconds")).Id)).Contains("running"));
        DiagnosticFiles().Should().NotBeEmpty("it can be debugged");
        Process.GetProcessById(worker).Kill();

        await runner.Until("the run is recorded as lost",
            async () => (await runner.Runs("Takes ten seconds")).Any(r => r.Outcome == "Lost"));
        var lost = DateTimeOffset.UtcNow;
        await runner.Until("the others go on before it is repeated",
            async () => (await runner.Check("Passes")) is { Outcome: "Passed" } check && check.LastRun > lost);
        await runner.Until("it is repeated and passes", async () => (await runner.Runs("Takes ten seconds"))[0].Outcome == "Passed");
        (await runner.Runs("Takes ten seconds")).Select(r => r.Outcome).Should().StartWith(["Passed", "Lost", "Passed"]);
        (await runner.Workers()).Single().ProcessId.Should().NotBe(worker);
        (await runner.Notifications()).Should().BeEmpty("a worker's death is nobody's incident");
        DiagnosticFiles().Should().BeEmpty("what a killed process leaves would add up");

        string[] DiagnosticFiles() => [.. Directory.EnumerateFiles(Path.GetTempPath(), $"*-{worker}-*")];
    }

    [Fact]
    public async Task A_runner_killed_between_decision_and_sending_sends_after_its_restart()
    {
        await using var shop = new Bookshop();
        await using var slack = new SlackReceiver();
        await shop.Open();
        await slack.Open();
        await using var runner = new Runner([Product.ShopChecks, "--every", "2s", "--filter", "A visitor finds"],
            shop.Environment.Concat(slack.Environment).ToDictionary());
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Check("A visitor finds a book")).Outcome == "Passed");
        var worker = (await runner.Workers()).Single().ProcessId;

        // The receiver takes the connection and never answers: the decision is made, the message is not sent.
        slack.Answer = TestSite.Never;
        await shop.Break("search-empty");
        await runner.Until("the message is on its way", () => Task.FromResult(slack.Offered.Count == 1));
        await runner.Process.Kill();
        slack.Taken.Should().BeEmpty();
        await Patience.Until("the dead runner's worker has ended by itself", () => HasEnded(worker));

        slack.Answer = null;
        await shop.Heal("search-empty");
        await runner.Start();
        await runner.Until("opening and resolve have arrived", () => Task.FromResult(slack.Taken.Count == 2));
        slack.Taken.Select(p => p.Header[..1]).Should().Equal("✗", "✓");
        await runner.OutboxIsEmpty();
        (await runner.Notifications()).Select(n => n.State).Should().Equal("Sent", "Sent");
    }

    [Fact]
    public async Task A_refused_webhook_is_told_to_the_platform_team_and_the_rest_goes_on()
    {
        await using var shop = new Bookshop();
        await using var slack = new SlackReceiver();
        await shop.Open();
        await slack.Open();
        slack.Answer = async context =>
        {
            context.Response.StatusCode = context.Request.Path == "/accounts" ? 404 : 200;
            await context.Response.WriteAsync(context.Request.Path == "/accounts" ? "no_service" : "ok");
        };
        await using var runner =
            new Runner([Product.ShopChecks, "--every", "2s"], shop.Environment.Concat(slack.Environment).ToDictionary());
        await runner.Start();
        await runner.Until("all have run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        await shop.Break("uploads-refused");
        await runner.Until("the platform team is told", () => Task.FromResult(slack.Offered.Any(p => p.Team == "storefront")));
        slack.Offered.Select(p => $"{p.Team} {p.Header}").Should().Equal(
            "accounts ✗ \"Profile: A customer changes her picture\" is broken in local (accounts)",
            "storefront ⚠ Slack refuses the messages of team accounts: no_service");
        (await runner.Notifications()).Should()
            .Contain(n => n.State == "Refused" && n.Error == "no_service" && n.Text.Contains("is broken in local"));
        await runner.Says("make a new one and set teams.accounts.slack");

        // The setting is mended, and the message that was kept goes out.
        slack.Answer = null;
        var again = Regex.Match(await runner.Page("/notifications"),
            "action=\"(?<address>/notifications/[^\"]+/again)\"").Groups["address"].Value;
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        (await http.PostAsync(again, null)).StatusCode.Should()
            .Be(System.Net.HttpStatusCode.BadRequest, "no form of this board asked for it");
        (await http.PostAsJsonAsync(again, new { })).EnsureSuccessStatusCode();
        await runner.Until("it is taken",
            () => Task.FromResult(slack.Taken.Any(p => p.Team == "accounts"
                && p.Header.Contains("is broken in local", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_stop_by_SIGTERM_records_what_is_in_flight_and_leaves_nothing_behind()
    {
        await using var runner =
            new Runner([Product.Specimen("Misbehaving"), "--every", "2s", "--filter", "Ends.Takes_ten", "--filter", "Ends.Passes"]);
        await runner.Start();
        var worker = (await runner.Workers()).Single().ProcessId;
        await runner.Until("the long one runs",
            async () => (await runner.Page("/checks/" + (await runner.Check("Takes ten seconds")).Id)).Contains("running"));
        runner.Process.Terminate();
        (await runner.Process.End()).Should().Be(0, runner.Output);
        HasEnded(worker).Should().BeTrue();
        await runner.Start();
        (await runner.Runs("Takes ten seconds")).Should().NotBeEmpty("a run in flight is finished or recorded");
    }

    [Fact]
    public async Task Checks_that_crash_and_hang_are_named_and_broken_and_hurt_no_other()
    {
        await using var runner = new Runner([Product.Specimen("Misbehaving"), "--every", "3s", "--filter", "class=Ends"]);
        await runner.Start();
        await runner.Until("each is known for what it is", async () =>
        {
            var all = await runner.Checks();
            var checks = all.ToDictionary(c => c.Name, c => c.Outcome);
            return checks["Crashes its worker"] == "Broken"
                && all.Single(c => c.Name == "Hangs and hears nothing") is { Outcome: "Broken",
                    Message: "Not done when the time of the check was up (1 s): "
                        + "the check's own code was still going on; no word was waiting for the product" }
                && checks["Waits for ever but listens"] == "Broken"
                && checks["Has an interval that is none"] == "Broken" && checks["Passes"] == "Passed";
        });
        (await runner.Check("Has an interval that is none")).Message.Should()
            .Be("schedule of \"Ends.Has an interval that is none\": '5x' is not an interval. Write a number with its unit: 500ms, "
                + "30s, 5m, 1h or 1d, at least 1s; or use [Cron].");
        (await runner.Page("/checks/" + (await runner.Check("Crashes its worker")).Id)).Should().Contain("the end of this worker");
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
