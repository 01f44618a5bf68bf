namespace SmokeTests.Runner.Infrastructure;

/// <summary>When a message that was not taken is tried again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two tries, however often it was in vain.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest pause that a receiver may ask for. One that asks for a year has a fault: its messages are not to wait for
    /// that long.
    /// </summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(15);

    /// <summary>1 s, 2 s, 4 s … 5 min; longer where the receiver asks for it, never shorter.</summary>
    /// <param name="attempts">How often it was tried before.</param>
    /// <param name="asked">What the receiver asked for (Retry-After), which may be nothing, in the past, or a year.</param>
    public static TimeSpan After(int attempts, TimeSpan? asked)
    {
        var usual = TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, Math.Clamp(attempts, 0, 20)), Longest.TotalSeconds));
        return asked is not { } wanted || wanted <= usual ? usual : wanted < LongestAsked ? wanted : LongestAsked;
    }
}
