namespace SmokeTests.Monitoring.Availability;

/// <summary>The lateness of the runs of a minute, in milliseconds.</summary>
/// <param name="Missed">Due times that were passed over in that minute, because the check was still running or waiting.</param>
/// <param name="MissedEver">The same since the runner started.</param>
internal sealed record Lateness(int Runs, double P50, double P90, double P99, double Max, int Missed, long MissedEver)
{
    /// <summary>Of no run.</summary>
    public static readonly Lateness None = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>With numbers that can be milliseconds.</summary>
    public Lateness Held() => this with { P50 = Ms(P50), P90 = Ms(P90), P99 = Ms(P99), Max = Ms(Max) };

    private static double Ms(double ms) => Math.Max(0, Numbers.Ms(ms));
}
