namespace SmokeTests.Worker;

/// <summary>
/// Children that this process has taken in have nobody who waits for their end. Its own are waited for at once: who has ended and
/// is still there at the next look is none of them.
/// </summary>
internal sealed class Orphans
{
    private int endedBefore;

    /// <summary>To be called again and again, at least a second apart.</summary>
    public void Reap()
    {
        var ended = ProcessTree.Ended();
        if (ended > 0 && ended == endedBefore && ProcessTree.Reap(ended))
            ended = ProcessTree.Ended();
        endedBefore = ended;
    }
}
