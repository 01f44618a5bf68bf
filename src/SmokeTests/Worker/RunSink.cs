using SmokeTests.Recording;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>Collects what one run says. Runs are told apart by their sink, never by ids, which concurrent runs of a check share.</summary>
/// <param name="recorder">Of the run; null where nobody runs anything.</param>
/// <param name="outOfTime">Whether the time of the check is up.</param>
/// <param name="time">Measures a test against its Timeout.</param>
internal sealed class RunSink(Recorder? recorder = null, Func<bool>? outOfTime = null, TimeProvider? time = null)
    : IMessageBus, IMessageSink
{
    private readonly Lock gate = new();
    private readonly List<string> output = [];
    private bool began;
    private Ended? body;
    private Ended? failed;
    private Ended? after;
    private string? skipped;
    private bool passed;
    private bool inBody;
    private bool isExplicit;
    private int timeout;
    private long testBegan;

    /// <summary>Called with what the test writes, as it writes.</summary>
    public Action<string>? Heard { get; set; }

    /// <summary>All that it has heard; may be asked at any time.</summary>
    public Heard All()
    {
        lock (gate)
            return new Heard(began, inBody, body, failed ?? after, skipped, isExplicit, passed, [.. output]);
    }

    public bool QueueMessage(IMessageSinkMessage message) => OnMessage(message);

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (gate)
            switch (message)
            {
                case ITestStarting starting:
                    began = inBody = true;
                    timeout = starting.Timeout;
                    testBegan = Now;
                    if (body is { IsFailed: false })
                        body = null;
                    break;
                case IAfterTestStarting or ITestClassDisposeStarting:
                    body ??= Body(TestContext.Current.TestState);
                    inBody = false;
                    break;
                case ITestOutput written:
                    Heard?.Invoke(written.Output);
                    break;
                case ITestFinished finished:
                    inBody = false;
                    if (!string.IsNullOrEmpty(finished.Output))
                        output.Add(TextLimit.CutRoughly(finished.Output, TextLimit.Output));
                    output.AddRange((finished.Warnings ?? []).Take(TextLimit.Items).Select(w => TextLimit.CutRoughly(w, TextLimit.Line)));
                    break;
                case ITestFailed error:
                    failed ??= End(error, error.Cause);
                    break;
                case ITestSkipped skip:
                    skipped = TextLimit.CutRoughly(skip.Reason, TextLimit.Block);
                    break;
                case ITestPassed:
                    passed = true;
                    // Of a class with nothing to dispose of no more was heard.
                    body ??= Well();
                    break;
                case ITestNotRun:
                    isExplicit = true;
                    break;
                case IErrorMetadata error:
                    after ??= End(error, null);
                    break;
            }
        return true;
    }

    public void Dispose() { }

    private Ended End(IErrorMetadata error, FailureCause? cause) =>
        new(Thrown.Of(error), cause, Stack(error.StackTraces), recorder?.Waiting ?? recorder?.Interrupted, Over(cause));

    private static string Stack(IEnumerable<string?> traces) => string.Join("\n",
        traces.OfType<string>().Take(TextLimit.Exceptions).Select(t => TextLimit.CutRoughly(t, TextLimit.Block)));

    private long Now => time?.GetTimestamp() ?? 0;

    /// <summary>
    /// xunit cancels a test at its Timeout and tells so; what the body says of its end may be heard before that, and in a context that
    /// is no more the test's.
    /// </summary>
    private TimeSpan? Over(FailureCause? cause) => timeout > 0
        && (cause == FailureCause.Timeout || TestContext.Current.CancellationToken.IsCancellationRequested || HasHadItsTimeout)
        ? TimeSpan.FromMilliseconds(timeout) : null;

    /// <summary>Timers may be early by a tick of the clock.</summary>
    private bool HasHadItsTimeout => time?.GetElapsedTime(testBegan, Now).TotalMilliseconds >= timeout - 20;

    private Ended? Body(TestResultState? state)
    {
        if (state?.Result == TestResult.Skipped)
            skipped ??= "skipped";
        return End(state);
    }

    private Ended? End(TestResultState? state) => state?.Result switch
    {
        TestResult.Failed => new Ended(
            Thrown.Of(state.ExceptionTypes ?? [], state.ExceptionMessages ?? [], state.ExceptionParentIndices ?? []),
            state.FailureCause,
            Stack(state.ExceptionStackTraces ?? []), recorder?.Waiting ?? recorder?.Interrupted, Over(state.FailureCause)),
        TestResult.Passed => Well(),
        _ => null,
    };

    private Ended Well() => new(null, null, "", null) { IsLate = outOfTime?.Invoke() == true };
}
