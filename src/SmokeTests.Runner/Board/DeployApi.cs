using System.Text.Json;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Board;

/// <summary><c>POST /api/deploys</c>: notes a deploy, and where it is asked to runs the checks that it concerns at once.</summary>
internal static class DeployApi
{
    private const int MostRuns = 20;
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static async Task Mark(HttpContext context, DeployMark asked, Deploys deploys, SuiteRegistry suiteRegistry,
        RunScheduler runScheduler, OperatorActions acts, RunnerSettings settings, TimeProvider time)
    {
        if (!asked.IsRight() || asked is not { Service: { } service, Version: { } version } || asked.Runs is < 0 or > MostRuns)
        {
            await Problem(context, 400,
                $"A deploy has a service and a version of at most {DeployMark.MostName} characters, a url that begins with http, and "
                    + $"at most {MostRuns} runs.");
            return;
        }
        if (!CheckSelector.TryParse(asked.On ?? "", out var on, out var mistake))
        {
            await Problem(context, 400, $"\"on\" is no selector. {mistake}");
            return;
        }
        var now = time.GetUtcNow();
        var id = deploys.Mark(on, service, version, asked.By ?? AccessSetup.NameOf(context.User), asked.Url, now);
        acts.Note(AccessSetup.NameOf(context.User), "marked a deploy", $"{service} {version}");
        if (asked.Runs is null or 0)
        {
            context.Response.StatusCode = 201;
            await context.Response.WriteAsJsonAsync(new { id, service, version, at = now }, context.RequestAborted);
            return;
        }
        await Burst(context, [.. suiteRegistry.Checks.Values.Where(c => !c.IsExplicit && on.Selects(c, settings.TeamOf(c.Team).Name))],
            asked.Runs.Value, runScheduler, now);
    }

    /// <summary>All checks at once, as far as sites and hosts bear it; a line for each as it is done, and the verdict.</summary>
    private static async Task Burst(HttpContext context, IReadOnlyList<Check> checks, int runs, RunScheduler runScheduler,
        DateTimeOffset deployed)
    {
        context.Response.ContentType = "application/x-ndjson";
        var (waiting, verdict) =
            (checks.Select(c => Repeat(c, runs, runScheduler, deployed, context.RequestAborted)).ToList(), new DeployVerdict(0, 0, 0));
        while (waiting.Count > 0)
        {
            var done = await Task.WhenAny(waiting);
            waiting.Remove(done);
            var (check, run) = await done;
            verdict = run.Outcome switch
            {
                Outcome.Passed or Outcome.Slow => verdict with { Passed = verdict.Passed + 1 },
                Outcome.Failed => verdict with { Failed = verdict.Failed + 1 },
                // The check itself says that it does not apply now.
                Outcome.Skipped when run.BlamedOn is null => verdict,
                _ => verdict with { Broken = verdict.Broken + 1 },
            };
            await Line(context, new DeployLine(check.Id, check.FullName, check.Environment, check.Team, run.Outcome.ToString(), run.Ms,
                run.Failure?.Summary, run.Id));
        }
        await Line(context, verdict);
    }

    /// <summary>
    /// So many runs, one after the other. One that fails is repeated at once, and only when that fails too the check has failed.
    /// </summary>
    private static async Task<(Check Check, Run Run)> Repeat(Check check, int runs, RunScheduler runScheduler, DateTimeOffset deployed,
        CancellationToken cancel)
    {
        var last = await Once(check, runScheduler, deployed, cancel);
        for (var good = 0; ; last = await Once(check, runScheduler, deployed, cancel))
        {
            if (IsBad(last) && IsBad(last = await Once(check, runScheduler, deployed, cancel)))
                return (check, last);
            if (++good >= runs)
                return (check, last);
        }
    }

    /// <summary>A run that had begun before the deploy says nothing of it.</summary>
    private static async Task<Run> Once(Check check, RunScheduler runScheduler, DateTimeOffset deployed, CancellationToken cancel)
    {
        while (true)
            if (await runScheduler.RunNow(check, cancel) is var run && run.At >= deployed)
                return run;
    }

    private static bool IsBad(Run run) => run.Outcome is not (Outcome.Passed or Outcome.Slow);

    private static async Task Line<T>(HttpContext context, T line)
    {
        await context.Response.WriteAsync(JsonSerializer.Serialize(line, Web) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task Problem(HttpContext context, int status, string detail) =>
        Results.Problem(detail, statusCode: status).ExecuteAsync(context);
}
