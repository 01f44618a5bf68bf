using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>
/// Tries every route at the start and each day, without a message that anybody sees: a webhook that was revoked is known
/// before it is needed. Setting: <c>alerts.selfTest</c>.
/// </summary>
internal sealed class SelfTest(LiveSettings settings, WebhookClient post, TimeProvider time) : IRunnerHealthCheck
{
    private static readonly TimeSpan BetweenTriesOfBad = TimeSpan.FromMinutes(10);

    private const int Named = 10;

    /// <summary>The routes that would take no message, a sentence each.</summary>
    private IReadOnlyList<string> bad = [];

    public string Name => "Every route takes messages";

    public ValueTask<HealthProblem?> Look() => new(bad.Count == 0 ? null
        : new HealthProblem($"{bad.Count} of its routes would take no message", string.Join('\n', bad.Take(Named)),
            "They were tried without a message that anybody sees. smoke drill TEAM sends one."));

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var between = settings.Now.SelfTest ?? BetweenTriesOfBad;
            if (settings.Now.SelfTest is null)
                bad = [];
            else
                await Try(stop);
            await Task.Delay(bad.Count > 0 && BetweenTriesOfBad < between ? BetweenTriesOfBad : between, time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task Try(CancellationToken stop)
    {
        try
        {
            bad = [.. (await Ask(settings.Now, post, stop)).Where(asked => asked.Why is not null)
                .Select(asked => $"{asked.Key}: {asked.Why}")];
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was known stays.
        }
    }

    /// <summary>Asks every route whether it would take a message: its key in the settings, and why not; null where it would.</summary>
    public static async Task<IReadOnlyList<(string Key, string? Why)>> Ask(RunnerSettings settings, WebhookClient post,
        CancellationToken stop)
    {
        var asked = new List<(string, string?)>();
        foreach (var (team, route) in settings.Teams.Values.SelectMany(t => t.Routes.Select(r => (t.Name, r))))
            asked.Add(($"teams.{team}.{route.Name}", await route.Test(post, stop) switch { SendResult.Refused refused => refused.Why,
                SendResult.Later later => later.Why, _ => null }));
        return asked;
    }
}
