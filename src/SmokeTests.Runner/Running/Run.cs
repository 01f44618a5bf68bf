using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>One execution of a check, as it is saved.</summary>
/// <param name="BlamedOn">The check that this one depends on and that fails as well: then this run says nothing of its own.</param>
internal sealed record Run(string Id, string Check, DateTimeOffset At, double Ms, Outcome Outcome, IReadOnlyList<StepTaken> Steps, Failure? Failure, string? Output, string? BlamedOn = null)
{
    /// <summary>The files that it left.</summary>
    public IReadOnlyList<EvidenceFile> Evidence { get; init; } = [];

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>The W3C trace id that its requests carried.</summary>
    public string? Trace { get; init; }

    public static string NewId() => Guid.NewGuid().ToString("N")[..12];

    public static Run From(RunFinished finished, Check check, DateTimeOffset at) =>
        new(finished.Id, check.Id, at, finished.Ms, finished.Outcome, finished.Steps, finished.Failure, finished.Output)
        {
            Evidence = finished.Evidence,
            Measures = finished.Measures,
            Trace = finished.Trace,
        };

    public static Run Without(string id, Check check, DateTimeOffset at, Outcome outcome, string message, string? output = null) =>
        new(id, check.Id, at, 0, outcome, [], new Failure(message, message.Split('\n')[0], null, null, null, null, null, null), output);
}
