namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// Checks are dealt out in shards, by a stable number of the check; a node schedules the checks of the shards that are its own.
/// </summary>
internal static class Shards
{
    /// <summary>How many shards checks are in.</summary>
    public const int Count = 256;

    /// <summary>One more shard holds no check: whoever has it does what is done once for all, such as telling.</summary>
    public const int Duties = Count;

    /// <summary>All there are.</summary>
    public const int All = Count + 1;

    /// <summary>A number of a check that is the same on every node and after every restart.</summary>
    public static uint Number(string check) => check.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);

    public static int Of(string check) => (int)(Number(check) % Count);

    /// <summary>
    /// The shards of one of several nodes. Each shard goes to the node that it likes best (the highest of the numbers that
    /// shard and node make together) and that is not full yet: all nodes get as many, and when a node comes or goes few
    /// shards move. The same nodes give the same result everywhere, without anybody being asked.
    /// </summary>
    public static IReadOnlySet<int> Deal(IReadOnlyCollection<string> nodes, string node)
    {
        var most = (All + nodes.Count - 1) / Math.Max(1, nodes.Count);
        var dealt = nodes.ToDictionary(n => n, _ => new HashSet<int>(), StringComparer.Ordinal);
        for (var shard = 0; shard < All; shard++)
            dealt.Where(n => n.Value.Count < most).MaxBy(n => Liking(shard, n.Key)).Value?.Add(shard);
        return dealt.GetValueOrDefault(node) ?? [];
    }

    /// <summary>The bits of a short text's number lie close together: mixed as MurmurHash3 does at its end.</summary>
    private static ulong Liking(int shard, string node)
    {
        var mixed = (ulong)Number($"{node} {shard}") | (ulong)shard << 32;
        mixed = (mixed ^ mixed >> 33) * 0xff51afd7ed558ccd;
        mixed = (mixed ^ mixed >> 33) * 0xc4ceb9fe1a85ec53;
        return mixed ^ mixed >> 33;
    }
}
