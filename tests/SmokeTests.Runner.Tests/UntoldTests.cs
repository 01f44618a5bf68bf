using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.SelfMonitoring;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// One incident that cannot be told holds up no other; the platform team hears of it, and it is told as soon as it can be.
/// </summary>
public sealed class UntoldTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-untold-").FullName;
    private readonly FakeTimeProvider time = new(Noon);
    private readonly HistoryStore historyStore;
    private readonly AlertingServices alerting;
    private string? throwsFor;

    public UntoldTests()
    {
        historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var teams = new Dictionary<string, Team> { ["storefront"] = Team.Unrouted("storefront") };
        var settings = new RunnerSettings(teams, Team.Unrouted("platform"), new AlertPolicy());
        alerting = TestDesk.On(historyStore, settings, time,
            id => id == throwsFor ? throw new InvalidOperationException("its check is odd") : null);
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "cannot be looked up", "", "" },
        { "cannot be written down",
            "create trigger odd before update on incidents when old.id = 2 begin select raise(abort, 'that row is odd'); end",
            "drop trigger odd" },
        { "is heard nowhere",
            "create trigger odd before insert on heard when new.incident = 2 begin select raise(abort, 'that row is odd'); end",
            "drop trigger odd" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task One_that_cannot_be_told_holds_up_no_other(string fault, string spoil, string mend)
    {
        Open("a");
        Open("b");
        Open("c");
        Spoil();

        Look();
        Told().Should().BeEquivalentTo(["a", "c"], "of the one that {0} nothing can be told", fault);

        using var stop = new CancellationTokenSource();
        var watching = new MonitorWatch([alerting.Planner.Held], alerting).Run(stop.Token);
        for (var passed = 0; passed < 90; passed += 5)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            Look();
        }
        Told().Should().BeEquivalentTo(["a", "c"], "each is told once");
        alerting.Outbox.Notifications().Should().ContainSingle(n => n.Team == "platform").Which.Text
            .Should().Contain("an incident cannot be told").And.Contain("incident 2, b@local (storefront): ").And.Contain("is odd");

        Mend();
        for (var passed = 0; passed < 600; passed += 5)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            Look();
        }
        Told().Should().BeEquivalentTo(["a", "b", "c"]);
        alerting.Outbox.Notifications().Where(n => n.Team == "platform").Should().HaveCount(2).And.Contain(n => n.Kind == "resolved");
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        await watching;

        void Spoil()
        {
            throwsFor = spoil.Length == 0 ? "b@local" : null;
            Do(spoil);
        }

        void Mend()
        {
            throwsFor = null;
            Do(mend);
        }
    }

    /// <summary>What stands in a row as nobody writes it: it is told with what can be read of it.</summary>
    [Theory]
    [InlineData("opened_at = 'soon'")]
    [InlineData("opened_at = x'00ff'")]
    [InlineData("opened_at = 1e308")]
    [InlineData("reminders = 'many'")]
    [InlineData("pages = 'yes', is_new = x'', flaps = 0.5")]
    [InlineData("summary = 7, words = null")]
    [InlineData("summary = x'ff00', words = x'00'")]
    [InlineData("team = x'', words = 7")]
    [InlineData("fault = 7.5")]
    [InlineData("words = '{\"headline\":\"\"}'")]
    [InlineData("words = '{\"headline\":\"\\ud83d\\ude00 it\",\"facts\":[null,{}],\"links\":null}'")]
    public void Whatever_stands_in_a_row_the_others_are_told(string odd)
    {
        Open("a");
        Open("b");
        Open("c");
        Do($"update incidents set {odd} where id = 2");

        for (var hours = 0; hours < 30; hours++)
        {
            Look();
            time.Advance(TimeSpan.FromHours(1));
        }
        Told().Should().Contain(["a", "c"]);
        alerting.Outbox.Notifications().Should().Contain(n => n.Kind == "reminder", "what comes later is told as well");
        foreach (var id in new[] { 1, 3, 2 })
            alerting.Incidents.Resolve(id, new Message("resolved", "✓ works again", [], []), time.GetUtcNow());
        time.Advance(TimeSpan.FromHours(1));
        Look();
        alerting.Incidents.Untold().Should().BeEmpty("even the odd one comes to its end");
    }

    /// <summary>An incident that is older than the settings ever thought of costs no time.</summary>
    [Theory]
    [InlineData("1ms")]
    [InlineData("1ms", "366d")]
    [InlineData("366d", "1ms")]
    [InlineData("366d", "366d", "366d")]
    public void Reminders_of_a_very_old_incident_are_counted_at_once(params string[] remind)
    {
        var policy = new AlertPolicy { Remind = [.. remind.Select(Time)] };
        var count = NotificationPolicy.RemindersBy(policy, TimeSpan.FromDays(2_500_000));
        count.Should().BeGreaterThan(1);
        NotificationPolicy.ReminderAfter(policy, int.MaxValue).Should().BePositive();
        if (count < IncidentProgress.MostReminders)
            NotificationPolicy.ReminderAfter(policy, count).Should().BeGreaterThan(TimeSpan.FromDays(2_500_000), "that one is not due yet");
    }

    [Theory]
    [InlineData("", "1h", 0)]
    [InlineData("1h, 4h, 1d", "59m", 0)]
    [InlineData("1h, 4h, 1d", "1h", 1)]
    [InlineData("1h, 4h, 1d", "27h", 2)]
    [InlineData("1h, 4h, 1d", "28h", 3)]
    [InlineData("1h, 4h, 1d", "52h", 4)]
    [InlineData("10m", "9m", 0)]
    [InlineData("10m", "10m", 1)]
    [InlineData("10m", "35m", 3)]
    [InlineData("10m, 20m", "29m", 1)]
    [InlineData("10m, 20m", "30m", 2)]
    public void Reminders_are_counted_as_they_fall_due(string remind, string after, int count)
    {
        var policy = new AlertPolicy { Remind = [.. remind.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Time)] };
        NotificationPolicy.RemindersBy(policy, Time(after)).Should().Be(count);
        Enumerable.Range(0, 10).TakeWhile(n => NotificationPolicy.ReminderAfter(policy, n) <= Time(after)).Should()
            .HaveCount(count, "both say the same");
    }

    private static TimeSpan Time(string text) => Interval.TryParse(text, out var time) ? time : throw new FormatException(text);

    public void Dispose()
    {
        alerting.Dispose();
        historyStore.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private void Open(string check) => alerting.Incidents.Open($"{check}@local", Fault.Product, "storefront", "run", "it broke",
        new Message("opened", $"✗ {check} is broken", [new Fact("What", "it broke")], []), time.GetUtcNow());

    private void Look()
    {
        while (alerting.Planner.Look())
        {
            // Until there is nothing to do: each look does a step.
        }
    }

    /// <summary>The checks whose opening has been told, each as often as it was.</summary>
    private IEnumerable<string> Told() => alerting.Outbox.Notifications().Where(n => n.Kind == "opened" && n.Team == "storefront")
        .SelectMany(n => new[] { "a", "b", "c" }.Where(c => n.Text.Contains($"{c} is broken", StringComparison.Ordinal)));

    private void Do(string sql)
    {
        if (sql.Length > 0)
            historyStore.Write((db, transaction) => db.Execute(sql, transaction: transaction));
    }
}
