using System.Collections.Concurrent;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>The one place that sees the whole way of a run: due → worker → save → decide → tell.</summary>
internal sealed class Conductor(Roster roster, Timetable timetable, Archive archive, Teller teller, Pulse pulse, RunnerSettings settings, string board, TimeProvider time, ILogger<Conductor> log)
{
    private static readonly TimeSpan FirstSpread = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, Lazy<Task<Run>>> running = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> confirming = new(StringComparer.Ordinal);

    public bool IsRunning(string check) => running.ContainsKey(check);

    public async Task Run(CancellationToken stop)
    {
        archive.Know(roster.Checks.Values);
        foreach (var check in roster.Checks.Values)
            timetable.Put(check.Id, FirstDue(check));
        try
        {
            while (true)
                _ = RunNow(roster.Checks[await timetable.Next(stop)], CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is in flight goes on until Drain.
        }
    }

    /// <summary>Lets what is in flight finish, as long as the runner may take to stop.</summary>
    public Task Drain() => Task.WhenAll(running.Values.Select(r => r.Value));

    /// <summary>Runs a check now, or joins the run that is going on.</summary>
    public Task<Run> RunNow(Check check, CancellationToken cancel)
    {
        timetable.Remove(check.Id);
        return running.GetOrAdd(check.Id, _ => new Lazy<Task<Run>>(() => Task.Run(() => Take(check, cancel), cancel))).Value;
    }

    private async Task<Run> Take(Check check, CancellationToken cancel)
    {
        var confirm = false;
        try
        {
            var run = await Blame(check, await roster.CrewOf(check).Run(check, confirming.TryRemove(check.Id, out _), Lost, cancel));
            confirm = Save(check, run).Confirm;
            if (confirm)
                confirming[check.Id] = true;
            return run;
        }
#pragma warning disable CA1031 // The one place that catches: a fault of the runner's own ends this run, never the schedule.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogError(e, "{Check} could not be run or saved", check.Id);
            return Running.Run.Without("", check, time.GetUtcNow(), Outcome.Lost, e.Message);
        }
        finally
        {
            running.TryRemove(check.Id, out _);
            var now = time.GetUtcNow();
            var next = check.Schedule.After(now, check.Phase);
            var soon = now + settings.Policy.ConfirmAfter;
            if (confirm && (next is null || soon < next))
                next = soon;
            if (next is { } due)
                timetable.Put(check.Id, due);
            pulse.Beat();
        }
    }

    private Ruling Save(Check check, Run run)
    {
        var ruling = run.BlamedOn is not null || run.Outcome is Outcome.Lost or Outcome.Skipped
            ? SaveOnly(run)
            : archive.Save(run, standing => Rules.Decide(standing, settings.Policy), (decided, records) => Record(decided, check, run, records));
        if (ruling.Decisions.Count > 0)
            teller.Ring();
        return ruling;
    }

    private Ruling SaveOnly(Run run)
    {
        archive.Save(run);
        return Ruling.Nothing;
    }

    private void Record(Ruling ruling, Check check, Run run, IRecorder records)
    {
        foreach (var decision in ruling.Decisions)
            switch (decision)
            {
                case IncidentOpened opened:
                    var team = opened.Fault == Fault.Monitor ? settings.Platform.Name : settings.TeamOf(check.Team).Name;
                    records.Open(opened, team, Wording.Opened(opened, check, run, team, board));
                    break;
                case IncidentResolved resolved:
                    records.Resolve(resolved, Wording.Resolved(resolved, check, run, resolved.Incident.Team, board));
                    break;
            }
    }

    /// <summary>A failed check that depends on another asks that one first: if it fails too, its owner alone is told.</summary>
    private async Task<Run> Blame(Check check, Run run)
    {
        if (run.Outcome is not (Outcome.Failed or Outcome.Broken) || check.DependsOn.Count == 0)
            return run;
        foreach (var dependency in roster.DependenciesOf(check))
        {
            var last = archive.LastRun(dependency.Id);
            if (last is null || last.At < run.At)
                last = await RunNow(dependency, CancellationToken.None);
            if (last.Outcome is Outcome.Failed or Outcome.Broken)
                return run with { BlamedOn = dependency.Id, Outcome = Outcome.Skipped };
        }
        return run;
    }

    private Task Lost(Run run)
    {
        archive.Save(run);
        log.LogWarning("{Check}: {Why}", run.Check, run.Failure?.Summary);
        pulse.Beat();
        return Task.CompletedTask;
    }

    /// <summary>A check that has missed its time, or is new, runs soon: spread over a few seconds, so that a restart is no burst.</summary>
    private DateTimeOffset FirstDue(Check check)
    {
        var now = time.GetUtcNow();
        var phased = check.Schedule.After(now, check.Phase) ?? DateTimeOffset.MaxValue;
        var last = archive.LastRun(check.Id);
        var missed = last is null || check.Schedule.After(last.At, check.Phase) <= now;
        var soon = now + check.Phase % 1000 / 1000.0 * FirstSpread;
        return missed && soon < phased ? soon : phased;
    }
}
