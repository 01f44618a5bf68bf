namespace SmokeTests.Worker;

/// <summary>
/// Children that this process has taken in have nobody who waits for their end. Its own are the runtime's to wait for, which does
/// so at once, and ends this process where somebody else has done it: who ended ten seconds ago and is still there is none of them.
/// </summary>
internal sealed class Orphans
{
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, long> ended = [];

    /// <summary>To be called again and again, some seconds apart.</summary>
    public void Reap()
    {
        if (ProcessTree.Ended() == 0)
        {
            ended.Clear();
            return;
        }
        var now = TimeProvider.System.GetTimestamp();
        var zombies = ProcessTree.Read().Where(p => p.Value is { State: 'Z', Parent: var parent } && parent == System.Environment.ProcessId)
            .Select(p => p.Key).ToHashSet();
        foreach (var gone in ended.Keys.Where(id => !zombies.Contains(id)).ToArray())
            ended.Remove(gone);
        foreach (var id in zombies)
            if (!ended.TryAdd(id, now) && TimeProvider.System.GetElapsedTime(ended[id], now) >= Sure && ProcessTree.Reap(id))
                ended.Remove(id);
    }
}
