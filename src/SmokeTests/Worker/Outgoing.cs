using SmokeTests.Recording;

namespace SmokeTests.Worker;

/// <summary>
/// The one way out of a worker: what it says to the runner passes here and leaves without the secrets of the settings. What
/// a run says has lost those that it met itself before, by its own blotter; what the process writes by itself, when it
/// crashes, is blotted by the runner, which knows all of them.
/// </summary>
internal sealed class Outgoing(Wire wire, Blotter blotter)
{
    public bool Say(Message message) => wire.Say(Blotted(message));

    private Message Blotted(Message message) => message switch
    {
        RunFinished finished => finished with
        {
            Failure = finished.Failure is { } failure ? Blotted(failure) : null,
            Output = Blotted(finished.Output),
            Measures = finished.Measures.Count == 0 ? finished.Measures : [.. finished.Measures.Select(m => m with { Name = blotter.Blot(m.Name) })],
        },
        Ending ending => ending with { Why = blotter.Blot(ending.Why) },
        Said said => said with { Text = blotter.Blot(said.Text) },
        Hello hello => hello with
        {
            Mistakes = [.. hello.Mistakes.Select(blotter.Blot)],
            Checks = [.. hello.Checks.Select(c => c with { Name = blotter.Blot(c.Name), Skip = Blotted(c.Skip) })],
        },
        _ => message,
    };

    private Failure Blotted(Failure failure) => failure with
    {
        Message = blotter.Blot(failure.Message),
        Summary = blotter.Blot(failure.Summary),
        Step = Blotted(failure.Step),
        Expected = Blotted(failure.Expected),
        Actual = Blotted(failure.Actual),
        Page = Blotted(failure.Page),
        Stack = Blotted(failure.Stack),
    };

    private string? Blotted(string? text) => text is null ? null : blotter.Blot(text);
}
