using SmokeTests.Runner.Hosting;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke list</c>: the checks with team, schedule, environment and next run.</summary>
internal static class ListCommand
{
    public static async Task<int> Run(SuiteChoice choice)
    {
        var time = TimeProvider.System;
        using var log = LoggerFactory.Create(_ => { });
        await using var suiteRegistry = await choice.Muster(null, time, log.CreateLogger("smoke"));
        var table = new Table().Border(TableBorder.None).AddColumns("Check", "Team", "Schedule", "Environment", "Next run");
        foreach (var check in suiteRegistry.Checks.Values.OrderBy(c => c.FullName, StringComparer.Ordinal))
            table.AddRow([.. new[]
            {
                check.FullName, check.Team ?? "–", check.Mistake is null ? check.Schedule.ToString()! : "wrong", check.Environment,
                check.Mistake ?? check.Schedule.After(time.GetUtcNow(), check.Phase)?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'") ?? "never",
            }.Select(Markup.Escape)]);
        foreach (var (check, why) in suiteRegistry.Skipped.OrderBy(s => s.Check.FullName, StringComparer.Ordinal))
            table.AddRow([.. new[] { check.FullName, check.Team ?? "–", "skipped", check.Environment, why }.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        foreach (var mistake in suiteRegistry.Mistakes)
            AnsiConsole.MarkupLineInterpolated($"[red]{mistake}[/]");
        return suiteRegistry.Mistakes.Count > 0 ? ExitCode.Broken : ExitCode.Passed;
    }
}
