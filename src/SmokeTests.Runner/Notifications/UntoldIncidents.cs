using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Notifications;

/// <summary>
/// Incidents that cannot be told, since their row cannot be read or their message cannot be put together: each by itself, so
/// that it holds up no other. It is tried again after 1 s, 2 s … 5 min, and the platform team is told of it.
/// </summary>
internal sealed class UntoldIncidents(TimeProvider time, ILogger log) : IRunnerHealthCheck
{
    private const int Named = 10;
    private const int MostWhy = 200;
    private readonly Lock gate = new();
    private readonly Dictionary<long, Held> held = [];

    public string Name => "Every incident is told";

    public bool IsOfAll => true;

    /// <summary>Whether it is to be tried now.</summary>
    public bool IsDue(long incident)
    {
        lock (gate)
            return !held.TryGetValue(incident, out var one) || one.Until <= time.GetUtcNow();
    }

    /// <summary>It could not be told now.</summary>
    /// <param name="what">Its check and team.</param>
    public void Hold(long incident, string what, Exception why)
    {
        lock (gate)
        {
            var attempts = held.TryGetValue(incident, out var before) ? before.Attempts + 1 : 0;
            var until = time.GetUtcNow() + Backoff.After(attempts, null);
            held[incident] = new Held(what, MessageText.Short(why.Message, MostWhy), attempts, until);
            if (attempts > 0)
                return;
        }
        log.LogError(why, "Incident {Incident} cannot be told now: {Why}. It is tried again; the others are told", incident, why.Message);
    }

    /// <summary>It has been told.</summary>
    public void Release(IEnumerable<long> incidents)
    {
        lock (gate)
            foreach (var incident in incidents)
                held.Remove(incident);
    }

    /// <summary>What is not there any more is not waited for.</summary>
    public void Keep(IReadOnlySet<long> there)
    {
        lock (gate)
            foreach (var gone in held.Keys.Where(id => !there.Contains(id)).ToArray())
                held.Remove(gone);
    }

    public ValueTask<HealthProblem?> Look()
    {
        lock (gate)
            return new(held.Count == 0 ? null
                : new HealthProblem(held.Count == 1 ? "an incident cannot be told" : $"{held.Count} incidents cannot be told",
                    string.Join('\n', held.OrderBy(h => h.Key).Take(Named).Select(h => $"incident {h.Key}, {h.Value.What}: {h.Value.Why}")),
                    "It is tried again every 5 minutes at the latest. All others are told. The board shows them: /incidents."));
    }

    private sealed record Held(string What, string Why, int Attempts, DateTimeOffset Until);
}
