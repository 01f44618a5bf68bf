using System.Globalization;
using System.Text.Json.Serialization;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Monitoring.Checks;

/// <summary>One execution of a check, as it is saved.</summary>
internal sealed record Run(string Id, string Check, DateTimeOffset At, double Ms, Outcome Outcome, IReadOnlyList<StepTaken> Steps,
    Failure? Failure, string? Output)
{
    /// <summary>The check that this one depends on and that fails as well: then this run says nothing of its own.</summary>
    public string? BlamedOn { get; init; }

    /// <summary>The files that it left.</summary>
    public IReadOnlyList<EvidenceFile> Evidence { get; init; } = [];

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>The W3C trace id that its requests carried.</summary>
    public string? Trace { get; init; }

    /// <summary>When its first step could begin, where it is exported as a trace; it is not saved.</summary>
    [JsonIgnore]
    public DateTimeOffset? Began { get; init; }

    /// <summary>The requests that it sent, where it is exported as a trace; they are not saved.</summary>
    [JsonIgnore]
    public IReadOnlyList<RequestSpan> Requests { get; init; } = [];

    /// <summary>Where it looked from; null where that does not matter.</summary>
    public string? Location { get; init; }

    /// <summary>How long after its due time it began; null for a run that was not due.</summary>
    public TimeSpan? Late { get; init; }

    /// <summary>Its verdict stands, but it does not end: the worker that it is in must be replaced.</summary>
    [JsonIgnore]
    public bool GoesOn { get; init; }

    /// <summary>Nothing about the product, the check or the monitor can be read from it.</summary>
    public bool SaysNothing => BlamedOn is not null || Outcome is Outcome.Lost or Outcome.Skipped;

    public const int IdLength = 23;
    private const double LongestMs = 7 * 24 * 3_600_000.0;

    /// <summary>
    /// Begins with the time, so that the history's index grows at its end: 11 digits of it, then 12 of chance. Thousands may
    /// begin in one millisecond.
    /// </summary>
    public static string NewId(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():x11}{Random.Shared.NextInt64(1L << 48):x12}");

    /// <summary>With numbers and texts that any history takes, wherever it comes from.</summary>
    public Run Held()
    {
        var (ms, output, failure) = (Math.Max(0, Numbers.Ms(Ms)), Texts.Clean(Output), Clean(Failure));
        var (steps, measures) = (Numbers.Held(Steps), Numbers.Held(Measures));
        return ms == Ms && ReferenceEquals(output, Output) && ReferenceEquals(failure, Failure) && ReferenceEquals(steps, Steps)
            && ReferenceEquals(measures, Measures) ? this
            : this with { Ms = ms, Output = output, Failure = failure, Steps = steps, Measures = measures };
    }

    private static Failure? Clean(Failure? failure) =>
        failure is null || ReferenceEquals(failure.Summary, Texts.Clean(failure.Summary))
        && ReferenceEquals(failure.Message, Texts.Clean(failure.Message))
        ? failure : failure with { Summary = Texts.Clean(failure.Summary)!, Message = Texts.Clean(failure.Message)! };

    public static Run From(RunFinished finished, Check check, DateTimeOffset at) =>
        new(finished.Id, check.Id, at, Finite(finished.Ms), finished.Outcome, TextLimit.Cut(finished.Steps),
            finished.Failure is null ? null : TextLimit.Cut(finished.Failure),
            finished.Output is null ? null : TextLimit.Cut(finished.Output, TextLimit.Output))
        {
            Evidence = TextLimit.Cut(finished.Evidence),
            Measures = [.. finished.Measures.Where(m => double.IsFinite(m.Value)).Take(TextLimit.Items)],
            Trace = finished.Trace is { } trace ? TextLimit.CutLine(trace) : null,
            Began = finished.Began,
            Requests = [.. finished.Requests.Take(TextLimit.Items)],
            GoesOn = finished.GoesOn == true,
        };

    /// <summary>A worker of another library may say what no clock says.</summary>
    private static double Finite(double ms) => double.IsFinite(ms) ? Math.Clamp(ms, 0, LongestMs) : 0;

    public static Run Without(Check check, DateTimeOffset at, Outcome outcome, string message) =>
        new(NewId(at), check.Id, at, 0, outcome, [],
            new Failure(message, message.Split('\n')[0], null, null, null, null, null, null), null);
}
