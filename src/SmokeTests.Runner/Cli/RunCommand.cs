using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke run</c>: every check once, as fast as they go; a line each as it ends, and the failures in full.</summary>
internal static class RunCommand
{
    private const int MostAtOnce = 16;

    public static async Task<int> Run(SuiteChoice choice, string? junit, string? trx, string? evidence, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var began = time.GetUtcNow();
        using var log = LoggerFactory.Create(_ => { });
        await using var roster = await Roster.Load(choice.Suites, choice.Environments, choice.Post(), evidence is null ? null : new Shelf(evidence, time, keepsGood: false), null, choice.Filter.Fits, time, log.CreateLogger("smoke"), cancel);
        foreach (var mistake in roster.Mistakes)
            AnsiConsole.MarkupLineInterpolated($"[red]{mistake}[/]");

        var report = new Report(began);
        var stopped = await RunAll(roster, report, cancel);
        foreach (var (check, run) in report.Results.Where(r => r.Run.Failure is not null && r.Run.Outcome != Outcome.Skipped))
            Explain(check, run);
        Summarise(report, time.GetUtcNow() - began);
        if (junit is not null)
            report.WriteJUnit(junit);
        if (trx is not null)
            report.WriteTrx(trx);
        return stopped || roster.Mistakes.Count > 0 || report.Count(Outcome.Broken) > 0 || report.Results.Count == 0 ? Empty(roster, report)
            : report.Count(Outcome.Failed) > 0 ? ExitCode.Failed : ExitCode.Passed;
    }

    /// <summary>Whether it was stopped before every check had run; what has run is reported all the same.</summary>
    private static async Task<bool> RunAll(Roster roster, Report report, CancellationToken cancel)
    {
        try
        {
            await Parallel.ForEachAsync(roster.Checks.Values, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancel }, async (check, stop) =>
            {
                var run = await roster.CrewOf(check).Run(check, confirms: true, _ => Task.CompletedTask, stop);
                report.Add(check, run);
                Line(check, run);
            });
            return false;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            AnsiConsole.MarkupLine("[red]Stopped before every check had run.[/]");
            return true;
        }
    }

    private static int Empty(Roster roster, Report report)
    {
        if (report.Results.Count == 0 && roster.Mistakes.Count == 0)
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
        AnsiConsole.Write(new Markup($"[{colour}]{sign}[/] {Markup.Escape(check.FullName)}  [grey]{Interval.Write(TimeSpan.FromMilliseconds(run.Ms))}  {Markup.Escape(check.Team ?? "")}{(run.Outcome is Outcome.Passed or Outcome.Failed ? "" : $"  {run.Outcome}")}[/]\n"));
    }

    private static void Explain(Check check, Run run)
    {
        AnsiConsole.MarkupLineInterpolated($"\n[red bold]{run.Outcome}: {check.FullName}[/] [grey]({check.Team ?? "no team"}, {check.Environment})[/]");
        Console.WriteLine(run.Failure!.Message);
        if (run.Failure.Stack is { Length: > 0 } stack)
            AnsiConsole.MarkupLineInterpolated($"[grey]{stack}[/]");
    }

    private static void Summarise(Report report, TimeSpan took) => AnsiConsole.MarkupLineInterpolated(
        $"\n{report.Count(Outcome.Passed) + report.Count(Outcome.Slow)} passed, {report.Count(Outcome.Failed)} failed, {report.Count(Outcome.Broken) + report.Count(Outcome.Lost)} broken, {report.Count(Outcome.Skipped)} skipped in {Interval.Write(took)}");
}
