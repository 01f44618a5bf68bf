using System.Globalization;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests.Worker;

/// <summary>What a run writes and does, told as it goes and without its secrets, wherever those are broken over lines and pieces.</summary>
internal sealed class LiveOutput : IDisposable
{
    private readonly RedactingStream console;
    private readonly RedactingStream test;

    /// <param name="run">The run.</param>
    /// <param name="sink">Hears what its test writes.</param>
    /// <param name="said">Takes lines, of the console, of the test's output and of the steps.</param>
    public LiveOutput(RunContext run, RunSink sink, Action<string> said)
    {
        console = new RedactingStream(run.Redactor, said, run.Time);
        test = new RedactingStream(run.Redactor, said, run.Time);
        run.Output.Heard = console.Write;
        sink.Heard = test.Write;
        run.Recorder.Heard = step => said(string.Create(CultureInfo.InvariantCulture,
            $"{new string(' ', step.Depth * 2)}{(step.Failed ? "✗" : "✓")} {step.Name}  {step.Ms:0} ms\n"));
    }

    /// <summary>Tells what it has kept back. The run is over.</summary>
    public void Finish()
    {
        console.Finish();
        test.Finish();
    }

    public void Dispose()
    {
        console.Dispose();
        test.Dispose();
    }
}
