using SmokeTests.Recording;

namespace SmokeTests.Monitoring.Checks;

/// <summary>Keeps the numbers of a run within what can be summed up, drawn and written as JSON.</summary>
internal static class Numbers
{
    /// <summary>No run, no step and no stretch of time is longer: a hundred years, in milliseconds.</summary>
    public const double LongestMs = 100.0 * 366 * 86_400_000;

    private const int Deepest = 100;

    /// <summary>Milliseconds; 0 for what is no number.</summary>
    public static double Ms(double ms) => double.IsNaN(ms) ? 0 : Math.Clamp(ms, -LongestMs, LongestMs);

    public static IReadOnlyList<StepTaken> Held(IReadOnlyList<StepTaken> steps) => steps.All(IsHeld) ? steps
        : [.. steps.Select(s => s with { Depth = Math.Clamp(s.Depth, 0, Deepest), StartMs = Ms(s.StartMs), Ms = Ms(s.Ms) })];

    public static IReadOnlyList<Measure> Held(IReadOnlyList<Measure> measures) => measures.All(m => double.IsFinite(m.Value)) ? measures
        : [.. measures.Where(m => double.IsFinite(m.Value))];

    private static bool IsHeld(StepTaken step) =>
        step.Depth is >= 0 and <= Deepest && step.StartMs == Ms(step.StartMs) && step.Ms == Ms(step.Ms);
}
