using SmokeTests.Worker;

namespace SmokeTests.Monitoring.Incidents;

/// <summary>
/// How a run ended, when it began, to the millisecond, and from which place it looked. Fifty of them are kept for each of ten
/// thousand checks: eight bytes each.
/// </summary>
internal readonly struct RunSummary(Outcome outcome, DateTimeOffset at, byte place = 0)
{
    private const int OutcomeBits = 4;
    private const int PlaceBits = 8;
    private readonly long packed = at.ToUnixTimeMilliseconds() << (OutcomeBits + PlaceBits) | (long)place << OutcomeBits | (long)outcome;

    public Outcome Outcome => (Outcome)(packed & ((1 << OutcomeBits) - 1));

    public byte Place => (byte)(packed >> OutcomeBits);

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(packed >> (OutcomeBits + PlaceBits));
}
