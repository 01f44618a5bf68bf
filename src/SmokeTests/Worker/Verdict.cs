using SmokeTests.Recording;
using SmokeTests.Runs;
using SmokeTests.Tls;
using Xunit.Sdk;

namespace SmokeTests.Worker;

/// <summary>
/// Makes the verdict of a run from what xunit and the recorder say. Whose fault it is stands in <see cref="VerdictTable"/>.
/// </summary>
internal static class Verdict
{
    private const string OnlyExplicit = "All of its rows are explicit: they run only by hand.";

    public static RunFinished Unknown(RunCheck order) =>
        Of(order, Happened.NoTest, Place.Anywhere, $"The suite has no check '{order.Check}'. Was it renamed since the runner started?");

    /// <summary>A run that came to nothing.</summary>
    public static RunFinished Of(RunCheck order, Happened happened, Place place, string message) =>
        new(order.Id, VerdictTable.OutcomeOf(happened, place), 0, [], TextLimit.Cut(Plain(message)), null);

    /// <param name="order">What was to be run.</param>
    /// <param name="heard">What xunit has said, up to now.</param>
    /// <param name="run">The run.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="budget">How long it should take.</param>
    /// <param name="goesOn">It should have ended long ago, and has not.</param>
    public static RunFinished Of(RunCheck order, Heard heard, RunContext run, TimeSpan took, TimeSpan? budget, bool goesOn = false)
    {
        var (outcome, failure) = run.Output.Characters > RunOutput.Most ? TooMuch(run) : Judge(heard, run, goesOn);
        if (outcome == Outcome.Passed && (took > budget || run.Recorder.OverBudget))
            outcome = Outcome.Slow;
        var said = string.Join('\n',
            heard.Output.Append(run.Output.ToString()).Append(Afterwards(heard, run, goesOn)).Where(t => t.Length > 0));
        var output = said.Length == 0 ? null
            : TextLimit.Cut(run.Redactor.Blot(TextLimit.CutRoughly(said, TextLimit.Output)), TextLimit.Output);
        failure = failure is null ? null : TextLimit.Cut(failure);
        return new RunFinished(order.Id, outcome, Math.Round(took.TotalMilliseconds, 2), TextLimit.Cut(run.Recorder.Steps), failure, output)
        {
            Evidence = TextLimit.Cut(run.Evidence),
            Measures = run.Recorder.Measures,
            Trace = run.Begun ? run.Recorder.Spans.Trace : null,
            Began = run.Order?.Spans == true ? run.Recorder.Spans.Began : null,
            Requests = run.Recorder.Spans.Requests,
            GoesOn = goesOn ? true : null,
        };
    }

    private static (Outcome, Failure?) TooMuch(RunContext run)
    {
        var (wrote, most) = (run.Output.Characters / 1024 / 1024, RunOutput.Most / 1024 / 1024);
        return (VerdictTable.OutcomeOf(Happened.TooMuchOutput),
            Plain($"It wrote {wrote:N0} MB to the console; a check may write {most} MB."));
    }

    /// <summary>The body's verdict stands. Where it was well, what the check's own code does after it is judged like all else.</summary>
    private static (Outcome, Failure?) Judge(Heard heard, RunContext run, bool goesOn)
    {
        if ((heard.Body is { IsFailed: true } ? heard.Body : heard.Failed) is { } failed)
            return Judge(failed.Thrown!, new Circumstances(run, failed.Cause, run.OutOfTime ? run.Limit : failed.Timeout, failed.Waiting),
                failed.Stack);
        if (goesOn && heard.Began && !run.IsEnding)
            return Late(run, heard.InBody ? Recorder.OwnCode : "after the check's body had ended well, its own clean-up");
        // A word ends when the time is up: it was the check's own code that went beyond it, or hid what the word said.
        if (heard.Body is { IsLate: true })
            return TimeUp(new Circumstances(run, null, run.Limit, run.Recorder.Interrupted), Recorder.OwnCode, "", null);
        // Several tests are in one run where a theory is not enumerated before: what has passed counts, whatever rows were left out.
        if (heard.Passed || heard.Body is not null && run.IsEnding)
            return (Outcome.Passed, null);
        if (heard.Skipped is { } reason)
            return (VerdictTable.OutcomeOf(Happened.Skipped), Plain(reason));
        if (heard.IsExplicit)
            return (VerdictTable.OutcomeOf(Happened.Skipped), Plain(OnlyExplicit));
        if (goesOn || run.OutOfTime)
            return (VerdictTable.OutcomeOf(Happened.TimeUp, Place.BeforeBody),
                Plain($"Its {Interval.Write(run.Limit)} were over before it could begin: its fixtures took them, or the machine has "
                    + "too much to do."));
        return (VerdictTable.OutcomeOf(Happened.NoTest), Plain("xunit ran no test for this check."));
    }

    /// <summary>It heeds nothing and goes on.</summary>
    private static (Outcome, Failure?) Late(RunContext run, string who) =>
        TimeUp(new Circumstances(run, null, run.Limit, run.Recorder.Waiting), who, "", null);

    private static (Outcome, Failure) TimeUp(Circumstances about, string who, string stack, string? page)
    {
        var (run, waiting, limit) = (about.Run, about.Waiting, about.UpAfter ?? about.Run.Limit);
        if (waiting is not null && run.Recorder.Late(waiting, limit) is { } late)
            return (VerdictTable.OutcomeOf(Happened.TimeUp, Place.Word), late with { Type = "TimeUp", Stack = stack });
        var at = waiting is null ? run.Recorder.Group ?? run.Recorder.Steps.LastOrDefault(s => s.Ms < 0)?.Name : waiting;
        var summary = waiting is null ? Recorder.UpInOwnCode(limit, who, at, isTimeout: about.UpAfter is not null && !run.OutOfTime)
            : $"{char.ToUpperInvariant(waiting[0])}{waiting[1..]}: not done when the time of the check was up ({Interval.Write(limit)})";
        var outcome = VerdictTable.OutcomeOf(Happened.TimeUp, waiting is null ? Place.OwnCode : Place.Word);
        return (outcome, new Failure(summary, summary, at, $"the whole check within {Interval.Write(limit)}", null, page, "TimeUp",
            stack) { RanOutOfTime = true });
    }

    private static (Outcome, Failure) Judge(Thrown thrown, Circumstances about, string stack)
    {
        var run = about.Run;
        stack = run.Redactor.Blot(TextLimit.CutRoughly(stack, TextLimit.Block));
        var page = run.Recorder.Steps.LastOrDefault(s => s.Page is not null)?.Page;
        if (about.Cause == FailureCause.Timeout)
            return TimeUp(about, Recorder.OwnCode, stack, page);
        var (happened, at) = Causes.Of(thrown, about.UpAfter is not null, run.Itself, about.Cause == FailureCause.Assertion);
        if (happened == Happened.Exception && Causes.IsOfAnAnswer(at, stack))
            happened = Happened.NoAnswer;
        if (happened == Happened.WordFailed && run.Recorder.FailureOf(run.Redactor.Blot(at.Message)) is { } told)
            return (VerdictTable.OutcomeOf(happened), told with { Stack = stack });
        if (happened == Happened.TimeUp)
            return TimeUp(about, Recorder.OwnCode, stack, page);

        var said = Said(happened, at, about);
        var headline = run.Redactor.Blot(Causes.Around(thrown) is { } place ? $"{place}: {said}" : said);
        var all = string.Join('\n', Others(thrown, at, said).Prepend(headline));
        var message = run.Redactor.Blot(TextLimit.CutRoughly(all, TextLimit.Block));
        var last = run.Recorder.Steps is [.., var final] ? final : null;
        var after = last is null ? null : $"after: {last.Name}";
        return (VerdictTable.OutcomeOf(happened), new Failure(message, FirstLine(message), after, null, null, page, at.Name, stack));
    }

    /// <summary>What else was thrown: what it was because of, and what stood around or beside it.</summary>
    private static IEnumerable<string> Others(Thrown thrown, Thrown at, string said)
    {
        var causes = at.Inner.SelectMany(i => i.All).ToArray();
        return thrown.All
            .Where(t => t != at && t.Type.Length > 0 && !Causes.IsWrapper(t) && !said.Contains(t.Message, StringComparison.Ordinal))
            .Select(t => $"{(causes.Contains(t) ? "because of" : "also")} {t.Type}: {t.Message}");
    }

    /// <summary>What happened, in words.</summary>
    private static string Said(Happened happened, Thrown at, Circumstances about) => happened switch
    {
        Happened.NoAnswer when about.UpAfter is { } limit && Causes.IsCancelled(at) =>
            $"Not done when the time of the check was up ({Interval.Write(limit)}): "
            + "a client of the check's own was still waiting for an answer",
        Happened.NoAnswer => $"What the check asked did not answer as it should: {NotSecure(at) ?? at.Message}",
        Happened.DatabaseAway => $"The database that the check asked did not answer as it should: {at.Message}",
        Happened.DatabaseRefuses => $"The database refuses what the check says: {at.Message}",
        Happened.Exception => $"The check's own code threw {at.Name}: {at.Message}",
        _ => at.Message,
    };

    /// <summary>Why a client of the check's own could not speak to a server in secret; null where it was not that.</summary>
    private static string? NotSecure(Thrown at) =>
        !at.All.Any(t => t.Name == nameof(System.Security.Authentication.AuthenticationException)) ? null
        : at.All.Select(t => TlsFaults.OfCertificate(t.Message)).FirstOrDefault(said => said is not null)
            ?? at.All.Reverse().Select(t => TlsFaults.OfHandshake(t.Message, "the server")).FirstOrDefault(said => said is not null);

    /// <summary>What went wrong after the body, where that does not decide.</summary>
    private static string Afterwards(Heard heard, RunContext run, bool goesOn)
    {
        var decided = heard.Body is { IsFailed: true };
        if (goesOn && (decided || run.IsEnding))
            return "Afterwards: what comes after the check's body did not end. Its worker is replaced.";
        // The first of several is the body's own.
        return decided && heard.Failed is { Thrown: { Inner.Count: > 1 } all } && all.Inner.Count > heard.Body!.Thrown!.Inner.Count
            ? $"Afterwards: {string.Join("; ", all.Inner.Skip(1).Select(t => $"{t.Name}: {t.Message}"))}" : "";
    }

    private static Failure Plain(string message) => new(message, FirstLine(message), null, null, null, null, null, null);

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";

    private sealed record Circumstances(RunContext Run, FailureCause? Cause, TimeSpan? UpAfter, string? Waiting);
}
