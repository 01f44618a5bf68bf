using System.Diagnostics;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// What workers leave behind when they end. On Linux it becomes this process's: whatever is its child and was not started by it is
/// ended, unless it carries the mark of a worker that lives.
/// </summary>
internal static class Leftovers
{
    private static readonly Lock Gate = new();
    private static readonly StartedWorkers Workers = new();
    private static HashSet<int>? others;

    /// <summary>From now on what workers leave behind becomes this process's. For programs whose only children are workers.</summary>
    /// <param name="warn">Told where that cannot be.</param>
    public static void Adopt(Action<string> warn)
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (ProcessTree.AdoptOrphans() is { } why)
            warn($"This system does not hand over to the runner what workers leave behind ({why}): "
                + "what has also left its environment outlives them.");
        else
            lock (Gate)
                others ??= [.. Children().Select(c => c.Id)];
    }

    /// <summary>Starts a worker.</summary>
    public static Process Start(ProcessStartInfo command, ProcessGroup processGroup)
    {
        // A child that is not known yet must not be taken for one that was left behind.
        lock (Gate)
        {
            var process = Process.Start(command)!;
            Workers.Add(process, processGroup);
            return process;
        }
    }

    /// <summary>Nobody needs that worker any more; what it still has is ended with it.</summary>
    public static void Release(Process worker) => Workers.Release(worker);

    /// <summary>Ends what workers that are gone have left.</summary>
    public static void Sweep()
    {
        lock (Gate)
        {
            if (others is null)
                return;
            Workers.Prune();
            foreach (var (id, state) in Children().Where(c => !Workers.Has(c.Id) && !others.Contains(c.Id)))
                if (state == 'Z')
                    ProcessTree.Reap(id);
                else if (!Workers.IsMarked(id))
                {
                    // What it starts meanwhile comes here when it is gone itself.
                    ProcessTree.EndBelow(id);
                    ProcessTree.End(id);
                }
        }
    }

    private static IEnumerable<(int Id, char State)> Children() =>
        [.. ProcessTree.Read().Where(p => p.Value.Parent == Environment.ProcessId).Select(p => (p.Key, p.Value.State))];
}
