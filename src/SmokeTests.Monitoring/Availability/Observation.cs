using SmokeTests.Worker;

namespace SmokeTests.Monitoring.Availability;

/// <param name="Place">Where it looked from.</param>
internal readonly record struct Observation(DateTimeOffset At, ObservedState Says, byte Place = 0)
{
    public static Observation Of(Run run) =>
        new(run.At, run.SaysNothing ? ObservedState.Silent
            : run.Outcome switch { Outcome.Passed or Outcome.Slow => ObservedState.Up, Outcome.Failed => ObservedState.Down, _ =>
                ObservedState.Silent }, LocationIds.Number(run.Location));
}
