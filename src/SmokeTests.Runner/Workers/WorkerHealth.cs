namespace SmokeTests.Runner.Workers;

/// <summary>Whether a worker keeps to its allowance, and can work.</summary>
internal static class WorkerHealth
{
    /// <summary>It says something every second. On a machine that is short of cores, or does not tell, it is given more time.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestSilenceOfAShortMachine = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);
    private const int LooksBetweenWeighings = 4;

    /// <summary>Why it has to go, and whether its runs cannot be waited for.</summary>
    public static Finding? Of(Worker worker, WorkerLimits most)
    {
        var weight = worker.Weigh();
        var megabytes = weight?.Bytes / 1024 / 1024;
        return megabytes > most.Megabytes
            ? new($"its worker grew to {megabytes:N0} MB (\"workers.megabytes\": {most.Megabytes:N0})", Urgency.Soon)
            : weight?.Threads > most.Threads
            ? new($"its worker has {weight?.Threads:N0} threads (\"workers.threads\": {most.Threads:N0})", Urgency.Soon)
            : megabytes > most.Megabytes * 9L / 10 ? new($"its worker has grown to {megabytes:N0} MB", Urgency.None)
            : worker.Taken > most.Runs ? new($"its worker has done {worker.Taken:N0} runs", Urgency.None)
            : worker.Age > most.Age ? new($"its worker is {Interval.Write(most.Age)} old", Urgency.None)
            : null;
    }

    /// <summary>Why it cannot work now, which costs next to nothing to ask.</summary>
    public static Finding? AtOnce(Worker worker, bool machineIsShort)
    {
        var longest = machineIsShort ? LongestSilenceOfAShortMachine : LongestSilence;
        var flood = ProcessOutput.MostInAMinute / 1024 / 1024;
        return worker.HasWrittenTooMuch
            ? new($"its worker has written {flood} MB to the standard output of the process within a minute, past the console", Urgency.Now)
            : worker.IsStopped ? new("its worker was stopped by a signal (SIGSTOP)", Urgency.Now)
            : worker.IsHeldUp ? new("every thread of its worker's thread pool is held up", Urgency.Now)
            : worker.Silence() > longest ? new($"its worker has said nothing for {Interval.Write(longest)}", Urgency.Now)
            : null;
    }

    /// <summary>Looks at a worker again and again until it is gone, or something is found for the last time.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="most">What it may take.</param>
    /// <param name="machineIsShort">Whether the machine is short of cores.</param>
    /// <param name="found">Told what was found; true where that was the last time.</param>
    /// <param name="time">The time.</param>
    public static async Task Watch(Worker worker, WorkerLimits most, Func<bool> machineIsShort, Func<Finding, bool> found,
        TimeProvider time)
    {
        for (var look = 0; worker.State != WorkerState.Gone; look++)
        {
            var finding = AtOnce(worker, machineIsShort()) ?? (look % LooksBetweenWeighings == 0 ? Of(worker, most) : null);
            if (finding is not null && found(finding))
                return;
            await Task.WhenAny(worker.End, Task.Delay(BetweenLooks, time));
        }
    }

    public static string Sentence(string why) => $"{char.ToUpperInvariant(why[0])}{why[1..]}: it was killed.";
}
