namespace SmokeTests.Runner.Infrastructure;

/// <summary>What is done for each of several: what one of them spoils is said once, and holds up no other.</summary>
/// <param name="what">What cannot be done then, as the beginning of a sentence.</param>
internal sealed class OneByOne(string what, ILogger log)
{
    /// <summary>Of so many it is said.</summary>
    private const int MostSaid = 1_000;
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    /// <summary>Whether a fault is one of a single thing; otherwise it is the history that is away or damaged.</summary>
    public static bool IsOfOne(Exception fault) =>
        fault is not OperationCanceledException && !DatabaseFault.MayPass(fault) && !DatabaseFault.IsDamaged(fault);

    /// <param name="name">What it is called in the log.</param>
    /// <param name="act">Whether there is something to tell.</param>
    /// <returns>Whether there is something to tell of any.</returns>
    public bool Do<T>(IEnumerable<T> all, Func<T, string> name, Func<T, bool> act)
    {
        var told = false;
        foreach (var one in all)
            told |= Do(name(one), () => act(one));
        return told;
    }

    private bool Do(string name, Func<bool> act)
    {
        try
        {
            var told = act();
            said.Remove(name);
            return told;
        }
#pragma warning disable CA1031 // It is said and tried again at the next look.
        catch (Exception e) when (IsOfOne(e))
#pragma warning restore CA1031
        {
            if (said.Count < MostSaid && said.Add(name))
                log.LogError(e, "{What} for {Name}: {Why}. It is tried again; the others are looked at", what, name, e.Message);
            return false;
        }
    }
}
