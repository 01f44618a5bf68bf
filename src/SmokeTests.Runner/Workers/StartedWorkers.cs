using System.Collections.Concurrent;
using System.Diagnostics;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// The worker processes that this process has started. The runtime takes note of the end of each by itself, and ends this process
/// ("Error while reaping child") where somebody else has done so before it: one that nobody needs any more stays known until then.
/// </summary>
internal sealed class StartedWorkers
{
    private readonly ConcurrentDictionary<int, Started> all = new();

    public void Add(Process worker, ProcessGroup processGroup) => all[worker.Id] = new Started(worker, processGroup);

    /// <summary>Nobody needs it any more; it is disposed of here.</summary>
    public void Release(Process worker)
    {
        if (all.TryGetValue(worker.Id, out var started) && started.Process == worker)
            started.IsReleased = true;
    }

    /// <summary>Forgets those that nobody needs, and whose end the runtime has taken note of.</summary>
    public void Prune()
    {
        foreach (var one in all)
            if (one.Value is { IsReleased: true, Process.HasExited: true } && all.TryRemove(one))
                one.Value.Process.Dispose();
    }

    /// <summary>Whether it was started here, and its end may still be the runtime's to take note of.</summary>
    public bool Has(int id) => all.ContainsKey(id);

    /// <summary>Whether a process carries the mark of a worker that is needed.</summary>
    public bool IsMarked(int id) => all.Values.Any(s => !s.IsReleased && s.ProcessGroup.Marks(id));

    private sealed class Started(Process process, ProcessGroup processGroup)
    {
        private volatile bool isReleased;

        public Process Process => process;

        public ProcessGroup ProcessGroup => processGroup;

        public bool IsReleased { get => isReleased; set => isReleased = value; }
    }
}
