using SmokeTests.Recording;
using Xunit.Sdk;

namespace SmokeTests.Worker;

/// <summary>
/// Whose fault a failure is. The product's (Failed): an assertion, an unexpected answer, time that ran out while the
/// product was asked. The check's or its surroundings' (Broken): an exception before the product was reached, a missing
/// secret, settings that are wrong.
/// </summary>
internal static class Verdict
{
    private const int MostOutput = 64 * 1024;
    private const string OnlyExplicit = "All of its rows are explicit: they run only by hand.";

    private static readonly string[] Assertions = ["AssertionException", "AssertionFailedException", "ShouldAssertException", "XunitException", "JourneyFailedException"];

    public static RunFinished Unknown(RunCheck order) => Broken(order, $"The suite has no check '{order.Check}'. Was it renamed since the runner started?");

    public static RunFinished Broken(RunCheck order, string message) =>
        new(order.Id, Outcome.Broken, 0, [], new Failure(message, message.Split('\n')[0], null, null, null, null, null, null), null);

    public static RunFinished Of(RunCheck order, RunSink sink, RunContext run, TimeSpan took, TimeSpan? budget, TimeSpan? outOfTime)
    {
        var said = sink.Output.Append(run.Output.ToString()).Where(text => text.Length > 0).ToArray();
        var output = said.Length == 0 ? null : Cut(run.Blotter.Blot(string.Join('\n', said)));
        if (run.Output.Characters > RunOutput.Most)
            return Broken(order, $"It wrote {run.Output.Characters / 1024 / 1024:N0} MB to the console; a check may write {RunOutput.Most / 1024 / 1024} MB.") with { Output = output, Ms = Math.Round(took.TotalMilliseconds, 2) };
        var (outcome, failure) = Judge(sink, run, outOfTime ?? (run.OutOfTime ? run.Limit : null));
        if (outcome == Outcome.Passed && (took > budget || run.Recorder.OverBudget))
            outcome = Outcome.Slow;
        return new RunFinished(order.Id, outcome, Math.Round(took.TotalMilliseconds, 2), run.Recorder.Steps, failure, output)
        {
            Evidence = run.Evidence,
            Measures = run.Recorder.Measures,
            Trace = run.Begun ? run.Courtesy.TraceId : null,
        };
    }

    private static (Outcome, Failure?) Judge(RunSink sink, RunContext run, TimeSpan? outOfTime)
    {
        var failed = sink.Results.OfType<ITestFailed>().Cast<IErrorMetadata>().Concat(sink.Errors).FirstOrDefault();
        if (failed is not null)
            return Judge(failed, run, outOfTime);
        // Several tests are in one run where a theory is not enumerated before: what has passed counts, whatever rows were left out.
        if (sink.Results.OfType<ITestPassed>().Any())
            return (Outcome.Passed, null);
        if (sink.Results.OfType<ITestSkipped>().FirstOrDefault()?.Reason is { } reason)
            return (Outcome.Skipped, new Failure(reason, reason, null, null, null, null, null, null));
        if (sink.Results.OfType<ITestNotRun>().Any())
            return (Outcome.Skipped, new Failure(OnlyExplicit, OnlyExplicit, null, null, null, null, null, null));
        var why = outOfTime is { } limit ? $"Its {Interval.Write(limit)} were over before it could begin: the machine has too much to do." : "xunit ran no test for this check.";
        return (Outcome.Broken, new Failure(why, why, null, null, null, null, null, null));
    }

    private static (Outcome, Failure) Judge(IErrorMetadata failed, RunContext run, TimeSpan? outOfTime)
    {
        var type = failed.ExceptionTypes.FirstOrDefault(t => t is not null) ?? "";
        var message = run.Blotter.Blot(Combined(failed));
        var stack = run.Blotter.Blot(string.Join("\n", failed.StackTraces.OfType<string>()));
        if (run.Recorder.Failure is { } told && message.Contains(told.Message, StringComparison.Ordinal))
            return (Outcome.Failed, told with { Stack = stack });

        var simple = type.Split('.')[^1];
        var page = run.Recorder.Steps.LastOrDefault(s => s.Page is not null)?.Page;
        if (outOfTime is { } limit && (simple is "TaskCanceledException" or "OperationCanceledException" || failed is ITestFailed { Cause: FailureCause.Timeout }))
        {
            var going = run.Recorder.Going;
            var summary = $"Not done within {Interval.Write(limit)}{(going is null ? "" : $": {going} was still going on")}";
            return (IsProducts(simple, run) ? Outcome.Failed : Outcome.Broken, new Failure(summary, summary, going, $"done within {Interval.Write(limit)}", null, page, simple, stack));
        }

        var last = run.Recorder.Steps is [.., var final] ? final : null;
        var failure = new Failure(message, FirstLine(message), last is null ? null : $"after: {last.Name}", null, null, page, simple, stack);
        var assertion = failed is ITestFailed { Cause: FailureCause.Assertion } || Assertions.Any(simple.EndsWith);
        return (assertion || IsProducts(simple, run) ? Outcome.Failed : Outcome.Broken, failure);
    }

    /// <summary>A check that is no journey keeps no record; its owner, who wrote it, is told of whatever it throws.</summary>
    private static bool IsProducts(string type, RunContext run) =>
        type != nameof(CheckBrokenException) && (run.Recorder.ReachedProduct || !run.Begun);

    private static string Combined(IErrorMetadata failed) =>
        string.Join("\n", failed.Messages.Select((m, i) => i == 0 || failed.ExceptionTypes.ElementAtOrDefault(i) is null ? m : $"because of {failed.ExceptionTypes[i]}: {m}"));

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";

    private static string Cut(string text) => text.Length <= MostOutput ? text
        : $"{text[..(MostOutput / 2)]}\n… {text.Length - MostOutput:N0} characters left out …\n{text[^(MostOutput / 2)..]}";
}
