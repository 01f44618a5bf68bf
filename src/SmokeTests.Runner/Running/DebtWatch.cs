using Microsoft.Data.Sqlite;
using SmokeTests.Cleanup;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Running;

/// <summary>
/// What checks owe, as the ledger says that their workers keep. A debt that nobody tries to pay any more is an incident of
/// its check's team, until it is struck out.
/// </summary>
internal sealed class DebtWatch(string file) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    private readonly Lazy<Ledger> ledger = new(() => new Ledger(file), LazyThreadSafetyMode.PublicationOnly);
    private readonly SemaphoreSlim rung = new(1);
    private string? said;

    /// <summary>Why what is owed cannot be read; null where it can.</summary>
    public string? Trouble { get; private set; }

    /// <summary>All that is owed; nothing where that cannot be read: then <see cref="Trouble"/> says why.</summary>
    public IReadOnlyList<Debt> All()
    {
        try
        {
            var all = File.Exists(file) ? ledger.Value.All() : [];
            Trouble = null;
            return all;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Trouble = e.Message;
            return [];
        }
    }

    /// <summary>Something has changed.</summary>
    public void Signal() => rung.Release();

    public Task Watch(SuiteRegistry suiteRegistry, AlertingServices alerting, ChangeSignal changeSignal, string? node,
        CancellationToken stop)
    {
        var each = new OneByOne("What a check has left behind cannot be told", alerting.Log<DebtWatch>());
        // Rung by workers; looked at besides, for what was struck out by hand.
        return alerting.Watch<DebtWatch>(cancel => rung.WaitAsync(BetweenLooks, cancel),
            "What checks have left behind cannot be looked up", () =>
        {
            var told = !stop.IsCancellationRequested && Settle(each, suiteRegistry, alerting, node is null ? "" : $" (on {node})");
            if (Trouble is { } why && why != said)
                alerting.Log<DebtWatch>()
                    .LogError("The debts in {File} cannot be read: {Why}. What checks have left behind is not told meanwhile", file, why);
            said = Trouble;
            changeSignal.Signal();
            return new ValueTask<bool>(told);
        }, stop);
    }

    public void Dispose() => rung.Dispose();

    private bool Settle(OneByOne each, SuiteRegistry suiteRegistry, AlertingServices alerting, string here)
    {
        var (now, all) = (alerting.Now, All());
        if (Trouble is not null)
            return false;
        var given = all.Where(d => d.IsGivenUp)
            .GroupBy(d => suiteRegistry.Checks.Values.FirstOrDefault(c => c.Environment == d.Environment && c.Suite == d.Suite
                && c.Key.Split('~')[0] == d.Check)).ToArray();
        var told = each.Do(given.Where(g => g.Key is not null), g => g.Key!.FullName, debts =>
        {
            var team = alerting.Settings.TeamOf(debts.Key!.Team).Name;
            return alerting.Incidents.Open(debts.Key.Id, Fault.Debt, team, debts.First().Run, $"left behind: {debts.First().Call}{here}",
                MessageTemplates.Owing(debts.Key, [.. debts], team, alerting.Board), now);
        });
        // Each node has a ledger of its own, and speaks of that alone.
        var paid = alerting.Incidents.Open()
            .Where(i => i.Fault == Fault.Debt && i.Summary.EndsWith(here, StringComparison.Ordinal)
                && given.All(g => g.Key?.Id != i.Check));
        return each.Do(paid, i => i.Check,
            i => alerting.Incidents.Resolve(i.Id, MessageTemplates.Settled(i, i.Check, i.Team, alerting.Board, now), now)) || told;
    }
}
