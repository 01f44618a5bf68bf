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

    public Task Watch(Roster roster, Incidents incidents, LiveSettings settings, Herald herald, Pulse pulse, string? node, string board, TimeProvider time, ILogger<DebtWatch> log, CancellationToken stop) =>
        // Rung by workers; looked at besides, for what was struck out by hand.
        new Rounds(cancel => rung.WaitAsync(BetweenLooks, cancel), "What checks have left behind cannot be looked up", log).Run(() =>
        {
            var told = !stop.IsCancellationRequested && Settle(roster, incidents, settings, node is null ? "" : $" (on {node})", board, time.GetUtcNow());
            pulse.Beat();
            return told;
        }, herald.Ring, stop);

    public void Dispose() => rung.Dispose();

    private bool Settle(Roster roster, Incidents incidents, LiveSettings settings, string here, string board, DateTimeOffset now)
    {
        var told = false;
        var given = All().Where(d => d.IsGivenUp).GroupBy(d => roster.Checks.Values.FirstOrDefault(c => c.Environment == d.Environment && c.Suite == d.Suite && c.Key.Split('~')[0] == d.Check)).ToArray();
        foreach (var debts in given.Where(g => g.Key is not null))
        {
            var team = settings.Now.TeamOf(debts.Key!.Team).Name;
            told |= incidents.Open(debts.Key.Id, Fault.Debt, team, debts.First().Run, $"left behind: {debts.First().Call}{here}", Wording.Owing(debts.Key, [.. debts], team, board), now);
        }
        // Each node has a ledger of its own, and speaks of that alone.
        foreach (var incident in incidents.Open().Where(i => i.Fault == Fault.Debt && i.Summary.EndsWith(here, StringComparison.Ordinal) && given.All(g => g.Key?.Id != i.Check)))
            told |= incidents.Resolve(incident.Id, Wording.Settled(incident, incident.Check, incident.Team, board, now), now);
        return told;
    }
}
