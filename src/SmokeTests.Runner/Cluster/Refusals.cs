namespace SmokeTests.Runner.Cluster;

/// <summary>Who was refused lately, so that each is said once in a while, however often it comes.</summary>
internal sealed class Refusals(TimeProvider time)
{
    /// <summary>What was said of somebody is not said again for so long.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(10);

    /// <summary>So many are remembered at once; of more than these nothing is said.</summary>
    public const int MostKnown = 1_000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Since, int Times)> known = new(StringComparer.Ordinal);

    /// <summary>Those who have been refused and are not forgotten, in order.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (gate)
                return [.. known.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Notes that somebody was refused: whether that is to be said.</summary>
    /// <param name="times">So often at least: once may be chance.</param>
    public bool IsNews(string who, int times = 1)
    {
        lock (gate)
        {
            if (known.TryGetValue(who, out var before) && time.GetElapsedTime(before.Since) < Between)
            {
                known[who] = before with { Times = before.Times + 1 };
                return before.Times + 1 == times;
            }
            foreach (var old in known.Where(k => time.GetElapsedTime(k.Value.Since) >= Between).Select(k => k.Key).ToArray())
                known.Remove(old);
            if (known.Count >= MostKnown)
                return false;
            known[who] = (time.GetTimestamp(), 1);
            return times == 1;
        }
    }

    /// <summary>It was let in.</summary>
    public void Forget(string who)
    {
        lock (gate)
            known.Remove(who);
    }
}
