using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// Runs that did not end in time because this machine was short of cores. They say nothing about the product: they are lost,
/// and tried again when fewer go on at once.
/// </summary>
internal sealed class Starvation(MachineLoadMeter load, TimeProvider time)
{
    /// <summary>Threads that wanted each core: at ten of them what takes a second alone takes ten.</summary>
    public const double Load = 10;

    /// <summary>So often a run is tried on a machine that stays short, and so often in a row a check is excused by that.</summary>
    public const int MostTries = 3;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Queue<long> seen = new();

    /// <summary>By check, how often in a row it was excused: one that makes the machine short by itself is not for ever.</summary>
    private readonly Dictionary<string, int> excused = [];

    /// <summary>Runs of the last five minutes that were lost so.</summary>
    public int Lately
    {
        get
        {
            lock (gate)
            {
                while (seen.TryPeek(out var first) && time.GetElapsedTime(first) > Remembered)
                    seen.Dequeue();
                return seen.Count;
            }
        }
    }

    /// <summary>The run as a lost one, where the machine is to blame; null where it is not.</summary>
    public Run? Of(Run run)
    {
        var took = TimeSpan.FromMilliseconds(run.Ms);
        var wanted = load.Over(took < Shortest ? Shortest : took);
        if (!Excuses(run.Check, Explains(run.Outcome, run.Failure?.RanOutOfTime == true, wanted)))
            return null;
        lock (gate)
            seen.Enqueue(time.GetTimestamp());
        var why = $"This machine was short: {wanted:0} threads wanted each core while the check ran. That says nothing about the product.";
        return run with { Outcome = Outcome.Lost,
            Failure = run.Failure! with { Summary = why, Message = $"{why}\n\n{run.Failure.Message}" } };
    }

    /// <summary>Waits until the machine is no longer short, half a minute at most.</summary>
    public async Task Pass(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (load.Now >= MachineLoad.Short && time.GetElapsedTime(began) < LongestPause)
            await Task.Delay(BetweenLooks, time, cancel);
    }

    /// <summary>Whether the check is excused once more. A run that the machine does not explain ends the row.</summary>
    private bool Excuses(string check, bool isExplained)
    {
        lock (gate)
        {
            if (!isExplained)
                excused.Remove(check);
            else if (excused.GetValueOrDefault(check) is var times && times < MostTries)
                excused[check] = times + 1;
            else
                return false;
            return isExplained;
        }
    }

    /// <summary>Only what did not come in time: what came and was wrong is the product's, however busy the machine is.</summary>
    internal static bool Explains(Outcome outcome, bool ranOutOfTime, double load) =>
        outcome is Outcome.Failed or Outcome.Broken && ranOutOfTime && load >= Load;
}
