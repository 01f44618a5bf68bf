using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>Messages that their receiver does not take for minutes: the platform team is told by what way there is.</summary>
internal sealed class UndeliveredMessages(Outbox outbox, TimeProvider time) : IRunnerHealthCheck
{
    private const int Named = 10;

    /// <summary>A message that has been tried in vain for so long is worth a message.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(5);

    public string Name => "Messages are delivered";

    public bool IsOfAll => true;

    public ValueTask<HealthProblem?> Look()
    {
        var now = time.GetUtcNow();
        var stuck = outbox.Stuck(now - TooLong);
        return new(stuck.Count == 0 ? null : new HealthProblem($"messages wait for {stuck.Count} routes that do not take them",
            string.Join('\n', stuck.Take(Named)
                .Select(s => $"teams.{s.Team}.{s.Route}: {s.Count} since {Interval.WriteSoFar(now - s.Since)}: {s.Why}")),
            "They are kept and tried again, every 5 minutes or when the receiver says. smoke drill TEAM tries the routes of a team now."));
    }
}
