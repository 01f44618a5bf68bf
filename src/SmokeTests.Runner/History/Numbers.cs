using SmokeTests.Recording;

namespace SmokeTests.Runner.History;

/// <summary>Keeps the numbers of a run within what can be summed up, drawn and written as JSON.</summary>
internal static class Numbers
{
    private const int Deepest = 100;

    public static IReadOnlyList<StepTaken> Held(IReadOnlyList<StepTaken> steps) => steps.All(IsHeld) ? steps
        : [.. steps.Select(s => s with { Depth = Math.Clamp(s.Depth, 0, Deepest), StartMs = Stored.Ms(s.StartMs), Ms = Stored.Ms(s.Ms) })];

    public static IReadOnlyList<Measure> Held(IReadOnlyList<Measure> measures) => measures.All(m => double.IsFinite(m.Value)) ? measures
        : [.. measures.Where(m => double.IsFinite(m.Value))];

    private static bool IsHeld(StepTaken step) =>
        step.Depth is >= 0 and <= Deepest && step.StartMs == Stored.Ms(step.StartMs) && step.Ms == Stored.Ms(step.Ms);
}
