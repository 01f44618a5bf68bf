using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Running;
using Spectre.Console;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// <c>smoke explain SUITE CHECK</c>: whose a check is, when it runs, what it depends on, and every number of its alert rules with
/// where it comes from.
/// </summary>
internal static class ExplainCommand
{
    public static async Task<int> Run(SuiteChoice choice, CheckSelector selector)
    {
        if (choice.Settings() is not { } settings)
            return ExitCode.Broken;
        var time = TimeProvider.System;
        using var log = LoggerFactory.Create(_ => { });
        await using var suiteRegistry = await choice.Muster(null, time, log.CreateLogger("smoke"));
        var found = suiteRegistry.Checks.Values.Where(c => selector.Selects(c, settings.TeamOf(c.Team).Name))
            .OrderBy(c => c.Id, StringComparer.Ordinal).ToArray();
        foreach (var one in found)
            Explain(one, suiteRegistry, settings);
        if (found.Length == 0)
            Console.Error.WriteLine($"No check fits {selector}. smoke list SUITE shows them.");
        return found.Length == 0 ? ExitCode.Broken : ExitCode.Passed;
    }

    private static void Explain(Check check, SuiteRegistry suiteRegistry, Settings.RunnerSettings settings)
    {
        var team = settings.TeamOf(check.Team).Name;
        var routes = settings.RoutesOf(team);
        AnsiConsole.MarkupLineInterpolated($"[bold]{check.FullName}[/] in {check.Environment}");
        Line("team", team, check.OwnedBecause ?? "neither [Team] nor an owner in CODEOWNERS: the platform team");
        Line("told by", string.Join(", ", routes.Where(r => !r.Pages).Select(Name)), $"teams.{team}");
        Line("paged by", string.Join(", ", routes.Where(r => r.Pages).Select(Name)) is { Length: > 0 } pagers ? pagers : "nothing",
            check.Pages ? "at once: [Pages]" : "as pageAfter says");
        Line("runs", check.Schedule.ToString()!, "schedule");
        Line("within", Interval.Write(check.Limit), "limit of a run");
        foreach (var other in suiteRegistry.DependenciesOf(check))
            Line("depends on", other.FullName, "while that fails, this tells nobody");
        if (settings.ObjectiveOf(check) is { } objective)
            Line("objective", $"{objective}", "told when its error budget is spent too fast");
        foreach (var (name, value, meaning, origin) in settings.PolicyOf(check).Lines)
            Line(name, value, $"{meaning} ({origin})");
        AnsiConsole.WriteLine();
    }

    private static string Name(IRoute route) => route.When.Length == 0 ? route.Name : $"{route.Name} ({route.When})";

    private static void Line(string name, string value, string meaning) =>
        AnsiConsole.MarkupLineInterpolated($"  {name,-13} {value,-18} [grey]{meaning}[/]");
}
