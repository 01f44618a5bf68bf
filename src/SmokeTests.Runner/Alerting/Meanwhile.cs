using System.Data.Common;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Alerting;

/// <summary>
/// Tells what this runner decides while the database that it shares with others is away, from its own outbox. Who reaches
/// fewer than half of the others is cut off itself: they may have taken its checks over, so it keeps what it decides until
/// the database is back, and its heartbeat stops.
/// </summary>
/// <param name="isHeard">Whether enough of the other runners are reached.</param>
/// <param name="speaksForAll">Whether it is this runner that tells what concerns all.</param>
internal sealed class Meanwhile(Interim interim, Incidents own, Incidents shared, Herald herald, Teller teller, Func<Task<bool>> isHeard, Func<bool> speaksForAll, LiveSettings settings, string board, TimeProvider time, ILogger<Meanwhile> log) : IDisposable
{
    /// <summary>Stands where a check's name would.</summary>
    public const string Word = "The history's database answers";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public async Task Run(CancellationToken stop)
    {
        var (delivering, said) = (teller.Run(stop), false);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                interim.IsCutOff = !await isHeard();
                if (!interim.IsCutOff)
                    said = Look(said);
            }
            catch (Exception e) when (e is DbException or IOException && Dialect.MayPass(e))
            {
                log.LogError("What is to be told cannot be written down now ({Why}); it is tried again", e.Message);
            }
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await delivering;
        interim.IsCutOff = false;
    }

    public void Dispose()
    {
        herald.Dispose();
        teller.Dispose();
    }

    /// <summary>The database is back, and has everything.</summary>
    public void End()
    {
        foreach (var open in shared.Open().Where(i => i.Check == Word))
            shared.Resolve(open.Id, Wording.Calmed(open, board, time.GetUtcNow()), time.GetUtcNow());
    }

    /// <summary>Whether it is known that the database is away.</summary>
    private bool Look(bool said)
    {
        if (!said && speaksForAll() && own.Open().All(i => i.Check != Word))
        {
            var worry = new Worry("the history's database is away", "The runners go on: what they run and decide is kept on their disks, told from there, and taken to the database when it is back. The board shows what it knew.");
            own.Open(Word, Fault.Monitor, settings.Now.Platform.Name, "", worry.Summary, Wording.Worried(worry, settings.Now.Platform.Name, board), time.GetUtcNow());
        }
        while (herald.Look())
            teller.Ring();
        return true;
    }
}
