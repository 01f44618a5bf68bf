using System.Data.Common;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Notifications;

/// <summary>
/// Tells what this runner decides while the database that it shares with others is away, from its own outbox. Who reaches
/// fewer than half of the others is cut off itself: they may have taken its checks over, so it keeps what it decides until
/// the database is back, and its heartbeat stops.
/// </summary>
/// <param name="alerting">Tells of the history that stands in.</param>
/// <param name="shared">The incidents of all.</param>
/// <param name="isHeard">Whether enough of the other runners are reached.</param>
/// <param name="speaksForAll">Whether it is this runner that tells what concerns all.</param>
internal sealed class FallbackNotifier(FallbackHistory fallbackHistory, AlertingServices alerting, Incidents shared,
    Func<Task<bool>> isHeard, Func<bool> speaksForAll, TimeProvider time)
{
    /// <summary>Stands where a check's name would.</summary>
    public const string Word = "The history's database answers";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly ILogger log = alerting.Log<FallbackNotifier>();

    public async Task Run(CancellationToken stop)
    {
        var (delivering, said) = (alerting.Dispatcher.Run(stop), false);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                fallbackHistory.IsCutOff = !await isHeard();
                if (!fallbackHistory.IsCutOff)
                    said = Look(said);
            }
            catch (Exception e) when (e is DbException or IOException && DatabaseFault.MayPass(e))
            {
                log.LogError("What is to be told cannot be written down now ({Why}); it is tried again", e.Message);
            }
#pragma warning disable CA1031 // What one row spoils does not end what is looked at again and again.
            catch (Exception e) when (!DatabaseFault.IsDamaged(e))
#pragma warning restore CA1031
            {
                log.LogError(e, "What is to be told cannot be written down now: {Why}. It is tried again", e.Message);
            }
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await delivering;
        fallbackHistory.IsCutOff = false;
    }

    /// <summary>The database is back, and has everything.</summary>
    public void End()
    {
        foreach (var open in shared.Open().Where(i => i.Check == Word))
            shared.Resolve(open.Id, MessageTemplates.Calmed(open, alerting.Board, alerting.Now), alerting.Now);
    }

    /// <summary>Whether it is known that the database is away.</summary>
    private bool Look(bool said)
    {
        if (!said && speaksForAll() && alerting.Incidents.Open().All(i => i.Check != Word))
        {
            var platform = alerting.Settings.Platform.Name;
            var worry = new HealthProblem("the history's database is away",
                "The runners go on: what they run and decide is kept on their disks, told from there, and taken to the database when "
                    + "it is back. The board shows what it knew.");
            alerting.Incidents.Open(Word, Fault.Monitor, platform, "", worry.Summary,
                MessageTemplates.Worried(worry, platform, alerting.Board), alerting.Now);
        }
        while (alerting.Planner.Look())
            alerting.Dispatcher.Signal();
        return true;
    }
}
