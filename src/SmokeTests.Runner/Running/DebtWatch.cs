using SmokeTests.Cleanup;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Running;

/// <summary>
/// What checks owe, as the ledger says that their workers keep. A debt that nobody tries to pay any more is an incident of
/// its check's team, until it is struck out.
/// </summary>
internal sealed class DebtWatch(string file) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    private readonly Lazy<Ledger> ledger = new(() => new Ledger(file));
    private readonly SemaphoreSlim rung = new(1);

    public IReadOnlyList<Debt> All() => File.Exists(file) ? ledger.Value.All() : [];

    /// <summary>Something has changed.</summary>
    public void Ring() => rung.Release();

    public async Task Watch(Roster roster, Incidents incidents, LiveSettings settings, Herald herald, Pulse pulse, string board, TimeProvider time, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                // Rung by workers; looked at besides, for what was struck out by hand.
                await rung.WaitAsync(BetweenLooks, stop);
                if (Settle(roster, incidents, settings, board, time.GetUtcNow()))
                    herald.Ring();
                pulse.Beat();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The runner ends; the ledger is on disk.
        }
    }

    public void Dispose() => rung.Dispose();

    private bool Settle(Roster roster, Incidents incidents, LiveSettings settings, string board, DateTimeOffset now)
    {
        var told = false;
        var given = All().Where(d => d.IsGivenUp).GroupBy(d => roster.Checks.Values.FirstOrDefault(c => c.Environment == d.Environment && c.Suite == d.Suite && c.Key.Split('~')[0] == d.Check)).ToArray();
        foreach (var debts in given.Where(g => g.Key is not null))
        {
            var team = settings.Now.TeamOf(debts.Key!.Team).Name;
            told |= incidents.Open(debts.Key.Id, Fault.Debt, team, debts.First().Run, $"left behind: {debts.First().Call}", Wording.Owing(debts.Key, [.. debts], team, board), now);
        }
        foreach (var incident in incidents.Open().Where(i => i.Fault == Fault.Debt && given.All(g => g.Key?.Id != i.Check)))
            told |= incidents.Resolve(incident.Id, Wording.Settled(incident, incident.Check, incident.Team, board, now), now);
        return told;
    }
}
