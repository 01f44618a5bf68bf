using SmokeTests.Recording;

namespace SmokeTests.Worker;

/// <summary>
/// The one way out of a worker: what it says to the runner passes here and leaves without the secrets of the settings. What
/// a run says has lost those that it met itself before, by its own blotter; what the process writes by itself, when it
/// crashes, is blotted by the runner, which knows all of them.
/// </summary>
internal sealed class Outgoing(Wire wire, SecretRedactor redactor)
{
    public bool Say(WorkerMessage message) => wire.Enqueue(Blotted(message));

    private WorkerMessage Blotted(WorkerMessage message) => message switch
    {
        RunFinished finished => finished with
        {
            Failure = finished.Failure is { } failure ? Blotted(failure) : null,
            Output = Blotted(finished.Output),
            Measures = finished.Measures.Count == 0 ? finished.Measures
                : [.. finished.Measures.Select(m => m with { Name = redactor.Blot(m.Name) })],
        },
        Ending ending => ending with { Why = redactor.Blot(ending.Why) },
        Said said => said with { Text = redactor.Blot(said.Text) },
        Hello hello => hello with
        {
            Mistakes = [.. hello.Mistakes.Select(redactor.Blot)],
            Checks = [.. hello.Checks.Select(c => c with { Name = redactor.Blot(c.Name), Skip = Blotted(c.Skip) })],
        },
        _ => message,
    };

    private Failure Blotted(Failure failure) => failure with
    {
        Message = redactor.Blot(failure.Message),
        Summary = redactor.Blot(failure.Summary),
        Step = Blotted(failure.Step),
        Expected = Blotted(failure.Expected),
        Actual = Blotted(failure.Actual),
        Page = Blotted(failure.Page),
        Stack = Blotted(failure.Stack),
    };

    private string? Blotted(string? text) => text is null ? null : redactor.Blot(text);
}
