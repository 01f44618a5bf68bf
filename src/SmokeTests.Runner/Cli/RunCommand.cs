using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;
using Spectre.Console;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke run</c>: every check once, as fast as they go; a line each as it ends, and the failures in full.</summary>
internal static class RunCommand
{
    private const string ByHand = "It is explicit: it runs only by hand. Name it with --filter, or use --explicit on.";

    public static async Task<int> Run(SuiteChoice choice, string? junit, string? trx, string? evidence, bool live, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var began = time.GetUtcNow();
        using var log = LoggerFactory.Create(_ => { });
        await using var suiteRegistry =
            await choice.Muster(evidence is null ? null : EvidenceStore.Named(evidence, time), time, log.CreateLogger("smoke"));
        foreach (var mistake in suiteRegistry.Mistakes)
            AnsiConsole.MarkupLineInterpolated($"[red]{mistake}[/]");

        var report = new Report(began);
        var debts = new RunDebts(DataFolder.Debts(choice.Data!));
        var left = suiteRegistry.Checks.Values.Where(c => choice.LeavesOut(c, suiteRegistry.Checks.Values)).ToDictionary(c => c.Id);
        foreach (var (check, why) in suiteRegistry.Skipped.Concat(left.Values.Where(c => c.IsExplicit).Select(c => (Check: c, Why: ByHand)))
            .OrderBy(s => s.Check.Id, StringComparer.Ordinal))
            Skip(check, why, report, began);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var adapting = suiteRegistry.Adapt(ended.Token);
        var stopped = await Watched(suiteRegistry, [.. suiteRegistry.Checks.Values.Where(c => !left.ContainsKey(c.Id))], report,
            live, cancel);
        await ended.CancelAsync();
        await adapting;
        foreach (var (check, run) in report.Results.Where(r => r.Run.Failure is not null && r.Run.Outcome != Outcome.Skipped))
            Explain(check, run);
        Summarise(report, time.GetUtcNow() - began);
        var isOwing = debts.Tell();
        if (junit is not null)
            report.WriteJUnit(junit);
        if (trx is not null)
            report.WriteTrx(trx);
        return stopped || suiteRegistry.Mistakes.Count > 0 || report.Count(Outcome.Broken) + report.Count(Outcome.Lost) > 0
            || report.Results.Count == 0 ? Empty(suiteRegistry, report)
            : report.Count(Outcome.Failed) > 0 || isOwing ? ExitCode.Failed : ExitCode.Passed;
    }

    private static void Skip(Check check, string why, Report report, DateTimeOffset at)
    {
        var run = Monitoring.Checks.Run.Without(check, at, Outcome.Skipped, why);
        report.Add(check, run);
        Line(check, run);
    }

    /// <summary>On a terminal, with a line below the others that says how far it is.</summary>
    private static Task<bool> Watched(SuiteRegistry suiteRegistry, IReadOnlyList<Check> checks, Report report, bool live,
        CancellationToken cancel)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
            return RunAll(suiteRegistry, checks, report, live, () => { }, cancel);
        var all = report.Results.Count + checks.Count;
        return AnsiConsole.Status().StartAsync("…", status => RunAll(suiteRegistry, checks, report, live, () =>
            status.Status(Markup.Escape(
                $"{report.Results.Count} of {all} done, {report.Count(Outcome.Failed)} "
                    + $"failed{(suiteRegistry.Waiting is > 0 and var waiting ? $", {waiting} wait for their turn" : "")}")), cancel));
    }

    /// <summary>Whether it was stopped before every check had run; what has run is reported all the same.</summary>
    private static async Task<bool> RunAll(SuiteRegistry suiteRegistry, IReadOnlyList<Check> checks, Report report, bool live, Action done,
        CancellationToken cancel)
    {
        try
        {
            // All at once: as many go as their sites, their hosts and this machine bear, the rest waits its turn.
            await Task.WhenAll(checks.OrderBy(c => c.Id, StringComparer.Ordinal).Select(async check =>
            {
                var turn = new RunRequest(null, Confirms: true) { Said = live ? text => Say(check, text) : null };
                var run = await suiteRegistry.WorkersOf(check)!.Run(check, turn, _ => Task.CompletedTask, cancel);
                lock (report)
                {
                    report.Add(check, run);
                    Line(check, run);
                    done();
                }
            }));
            return cancel.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            AnsiConsole.MarkupLine("[red]Stopped before every check had run.[/]");
            return true;
        }
    }

    private static void Say(Check check, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            AnsiConsole.MarkupLineInterpolated($"[grey]{check.FullName} │[/] {line.TrimEnd()}");
    }

    private static int Empty(SuiteRegistry suiteRegistry, Report report)
    {
        if (report.Results.Count == 0 && suiteRegistry.Mistakes.Count == 0)
            AnsiConsole.MarkupLine("[red]No check fits the filter.[/] smoke list shows all of them.");
        return ExitCode.Broken;
    }

    private static void Line(Check check, Run run)
    {
        var (sign, colour) = run.Outcome switch
        {
            Outcome.Passed => ("✓", "green"),
            Outcome.Slow => ("!", "yellow"),
            Outcome.Failed => ("✗", "red"),
            Outcome.Skipped => ("-", "grey"),
            _ => ("?", "grey"),
        };
        AnsiConsole.Write(new Markup(
            $"[{colour}]{sign}[/] {Markup.Escape(check.FullName)}  [grey]{Interval.Write(TimeSpan.FromMilliseconds(run.Ms))} "
                + $" {Markup.Escape(check.Team ?? "")}{(run.Outcome is Outcome.Passed or Outcome.Failed ? "" : $"  {run.Outcome}")}[/]\n"));
    }

    private static void Explain(Check check, Run run)
    {
        AnsiConsole.MarkupLineInterpolated(
            $"\n[red bold]{run.Outcome}: {check.FullName}[/] [grey]({check.Team ?? "no team"}, {check.Environment})[/]");
        Console.WriteLine(run.Failure!.Message);
        if (run.Failure.Stack is { Length: > 0 } stack)
            AnsiConsole.MarkupLineInterpolated($"[grey]{stack}[/]");
    }

    private static void Summarise(Report report, TimeSpan took) => AnsiConsole.MarkupLineInterpolated(
        $"\n{report.Count(Outcome.Passed) + report.Count(Outcome.Slow)} passed, {report.Count(Outcome.Failed)} failed, {
            report.Count(Outcome.Broken) + report.Count(Outcome.Lost)} broken, {report.Count(Outcome.Skipped)} skipped in {
            Interval.Write(took)}");
}
