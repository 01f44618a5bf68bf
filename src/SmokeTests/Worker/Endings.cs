using System.Runtime.CompilerServices;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests.Worker;

/// <summary>
/// Says whose code ends this process. Threads, timers, work items and <c>async void</c> run in the context of the run that started
/// them, also long after it has ended: the check that it belonged to is known by that.
/// </summary>
/// <param name="say">Says it to the runner, and is back when it is on its way.</param>
internal sealed class Endings(Action<Ending> say)
{
    /// <summary>The exception that was thrown last on this thread, by its identity, and the check whose code threw it.</summary>
    [ThreadStatic]
    private static (int Exception, string? Check, SecretRedactor? Redactor) lastThrown;

    private bool isExpected;
    private int said;

    /// <summary>From now on the process may end.</summary>
    public void Expect() => Volatile.Write(ref isExpected, true);

    public void Watch()
    {
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Unhandled(e.ExceptionObject);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Exits();
    }

    /// <summary>An exception is thrown. When nobody catches it, the context that it was thrown in is gone.</summary>
    public static void Seen(Exception thrown)
    {
        if (RunContext.Writing is { Order: { } order } run)
            lastThrown = (RuntimeHelpers.GetHashCode(thrown), order.Check, run.Redactor);
    }

    /// <summary>Says it, and returns when it is said.</summary>
    /// <param name="check">The check; null where it is not known whose code it is.</param>
    /// <param name="why">What happened.</param>
    public void Say(string? check, string why)
    {
        if (Interlocked.Exchange(ref said, 1) == 1)
            return;
        say(new Ending(check, TextLimit.Cut(Blotted(why), TextLimit.Block / 4)));
    }

    private void Unhandled(object thrown)
    {
        if (lastThrown.Exception != RuntimeHelpers.GetHashCode(thrown))
            lastThrown = default;
        var why = $"Nobody caught this exception: {TextLimit.CutRoughly(thrown.ToString() ?? "", TextLimit.Block)}";
        Say(lastThrown.Check, lastThrown.Redactor?.Blot(why) ?? why);
    }

    private void Exits()
    {
        if (!Volatile.Read(ref isExpected))
            // The runtime tells so on a thread of its own: whose code it was is not known.
            Say(null, $"The process was told to exit, with code {System.Environment.ExitCode} (Environment.Exit, or a signal).");
    }

    /// <summary>A run's own secrets are known while its context is.</summary>
    private static string Blotted(string text) => RunContext.Writing?.Redactor.Blot(text) ?? text;
}
