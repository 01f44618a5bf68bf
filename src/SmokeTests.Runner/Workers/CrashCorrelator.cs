namespace SmokeTests.Runner.Workers;

/// <summary>When workers of this runner died that were not meant to: several at once have one cause.</summary>
internal sealed class CrashCorrelator(TimeProvider time)
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly List<(int Worker, DateTimeOffset At)> died = [];

    public void Died(int worker)
    {
        lock (gate)
        {
            died.RemoveAll(d => d.At < time.GetUtcNow() - (Together * 10));
            died.Add((worker, time.GetUtcNow()));
        }
    }

    /// <summary>Whether others died within a second of this one. Asked a moment later, so that all deaths are known.</summary>
    public async Task<bool> DiedWithOthers(int worker)
    {
        await Task.Delay(Together / 2, time);
        lock (gate)
        {
            var at = died.LastOrDefault(d => d.Worker == worker).At;
            return died.Exists(d => d.Worker != worker && (d.At - at).Duration() < Together);
        }
    }
}
