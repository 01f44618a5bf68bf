namespace SmokeTests.Runner.Workers;

/// <summary>Whether a worker keeps to its allowance.</summary>
internal static class Checkup
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Why it has to go, and whether its runs cannot be waited for.</summary>
    public static (string? Why, bool Kill) Of(Worker worker, Allowance most)
    {
        var weight = worker.Weigh();
        var megabytes = weight?.Bytes / 1024 / 1024;
        return megabytes > most.Megabytes ? ($"its worker grew to {megabytes:N0} MB (\"workers.megabytes\": {most.Megabytes:N0})", true)
            : weight?.Threads > most.Threads ? ($"its worker has {weight?.Threads:N0} threads (\"workers.threads\": {most.Threads:N0})", true)
            : worker.Silence() > LongestSilence ? ($"its worker has said nothing for {Interval.Write(LongestSilence)}", true)
            : megabytes > most.Megabytes * 9L / 10 ? ($"its worker has grown to {megabytes:N0} MB", false)
            : worker.Taken > most.Runs ? ($"its worker has done {worker.Taken:N0} runs", false)
            : worker.Age > most.Age ? ($"its worker is {Interval.Write(most.Age)} old", false)
            : (null, false);
    }

    /// <summary>For a worker of a single check: it is killed as soon as it takes too much.</summary>
    public static async Task Guard(Worker worker, Allowance most, TimeProvider time)
    {
        while (worker.State != WorkerState.Gone)
        {
            if (Of(worker, most) is ({ } why, Kill: true))
                worker.Kill(Sentence(why));
            await Task.WhenAny(worker.End, Task.Delay(BetweenLooks, time));
        }
    }

    public static string Sentence(string why) => $"{char.ToUpperInvariant(why[0])}{why[1..]}: it was killed.";
}
