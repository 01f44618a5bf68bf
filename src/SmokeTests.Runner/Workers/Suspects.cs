namespace SmokeTests.Runner.Workers;

/// <summary>
/// Finds out who ends workers where no evidence says so. Once may be chance: a machine that was short of memory, somebody's
/// <c>kill</c>. When it happens again within ten minutes, those that ran in both workers are divided into a few groups, each with a
/// worker of its own; the group whose worker ends is divided again, until one check is left. The others are let go then.
/// </summary>
internal sealed class Suspects(TimeProvider time)
{
    /// <summary>So long after the last time everybody is let go.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private const int Groups = 3;

    /// <summary>The group of all that nobody suspects.</summary>
    public const int None = 0;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> groups = new(StringComparer.Ordinal);
    private HashSet<string>? before;
    private DateTimeOffset last;
    private int highest;

    /// <summary>The group that a check runs in.</summary>
    public int GroupOf(string key)
    {
        lock (gate)
        {
            LetGoAfterQuiet();
            return groups.GetValueOrDefault(key);
        }
    }

    /// <summary>Whether a group still has members.</summary>
    public bool Has(int group)
    {
        lock (gate)
        {
            LetGoAfterQuiet();
            return groups.ContainsValue(group);
        }
    }

    /// <summary>A worker has ended. Returns the check that did it, where that is certain now.</summary>
    /// <param name="group">The group whose worker it was.</param>
    /// <param name="ran">The checks that had run in it.</param>
    /// <param name="named">Those of them that the evidence names, where it does not name just one.</param>
    public string? Judge(int group, IReadOnlyCollection<string> ran, IReadOnlyList<string> named)
    {
        lock (gate)
        {
            LetGoAfterQuiet();
            last = time.GetUtcNow();
            var candidates = (named.Count > 0 ? named : ran).Distinct(StringComparer.Ordinal).ToArray();
            if (group != None)
            {
                var members = candidates.Where(k => groups.GetValueOrDefault(k) == group).ToArray();
                if (members.Length > 0)
                    candidates = members;
            }
            else if (named.Count == 0)
            {
                var (earlier, now) = (before, candidates);
                before = [.. now];
                if (earlier is null)
                    return null;
                if (now.Where(earlier.Contains).ToArray() is { Length: > 0 } again)
                    candidates = again;
            }
            // Who is the only one that ran in both is no more than a suspect: the two may have ended for different reasons.
            if (candidates.Length == 1 && (group != None || named.Count > 0))
                return candidates[0];
            groups.Clear();
            for (var i = 0; i < candidates.Length; i++)
                groups[candidates[i]] = highest + 1 + (i % Groups);
            highest += Groups;
            return null;
        }
    }

    /// <summary>It is known who it was: the others run among each other again.</summary>
    public void Clear()
    {
        lock (gate)
        {
            groups.Clear();
            before = null;
        }
    }

    /// <summary>Called under the gate.</summary>
    private void LetGoAfterQuiet()
    {
        if (time.GetUtcNow() - last < Quiet)
            return;
        groups.Clear();
        before = null;
    }
}
