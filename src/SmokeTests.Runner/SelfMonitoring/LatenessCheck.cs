using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>Runs begin late: the machine cannot keep up.</summary>
internal sealed class LatenessCheck(LatenessTracker latenessTracker, LiveSettings settings) : IRunnerHealthCheck
{
    public const string Word = "The runner keeps up";

    public string Name => Word;

    public ValueTask<HealthProblem?> Look()
    {
        var minute = latenessTracker.LastMinute();
        return new(minute.P90 <= settings.Now.Late.TotalMilliseconds ? null
            : new HealthProblem($"one run in ten begins more than {Interval.Write(TimeSpan.FromMilliseconds(Math.Round(minute.P90)))} late",
                $"{minute.Missed:N0} due times were passed over in the last minute, because their checks still waited or ran.",
                "Give it more cores, run checks less often, or raise \"atOnce\" where the site bears more."));
    }
}
