using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Alerting;

/// <summary>
/// Reads the outbox, which was written together with the decision, and delivers: at least once, in each team's order,
/// marked sent only after the answer. A crash anywhere repeats at most the message in flight.
/// </summary>
internal sealed class Teller(Archive archive, RunnerSettings settings, SlackWebhook slack, string board, Running.Pulse pulse, TimeProvider time, ILogger<Teller> log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Task> delivering = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim bell = new(0);

    /// <summary>There may be something to tell.</summary>
    public void Ring() => bell.Release();

    public void Dispose() => bell.Dispose();

    public async Task Run(CancellationToken stop)
    {
        // A message in flight may still arrive and be marked: it is given a moment after the stop.
        using var abandon = new CancellationTokenSource();
        using var stopping = stop.Register(() => abandon.CancelAfter(StopGrace));
        while (!stop.IsCancellationRequested)
        {
            // The first waiting message of each team: a team's messages keep their order, and no team waits for another's receiver.
            foreach (var letter in archive.Outbox(time.GetUtcNow()).Where(l => !delivering.ContainsKey(l.Team)))
                delivering[letter.Team] = Deliver(letter, stop, abandon.Token);
            await bell.WaitAsync(Pause, time, stop);
            foreach (var (team, done) in delivering.Where(d => d.Value.IsCompleted).ToArray())
            {
                delivering.Remove(team);
                if (done.Exception is { } fault)
                    log.LogError(fault, "A message for {Team} could not be delivered; it stays in the outbox", team);
            }
        }
        await Task.WhenAll(delivering.Values);
    }

    private async Task Deliver(Letter letter, CancellationToken stop, CancellationToken abandon)
    {
        try
        {
            await Try(letter, stop, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // It stays in the outbox and goes out after the next start.
        }
        pulse.Beat();
        Ring();
    }

    private async Task Try(Letter letter, CancellationToken stop, CancellationToken abandon)
    {
        var team = settings.TeamOf(letter.Team);
        if (team.Slack is null)
        {
            log.LogInformation("{Message}", letter.Announcement.Plain());
            archive.Mark(letter, NotificationState.Shown, time.GetUtcNow());
            return;
        }
        switch (await slack.Post(team.Slack, letter.Announcement, abandon))
        {
            case Delivery.Sent:
                archive.Mark(letter, NotificationState.Sent, time.GetUtcNow());
                // Slack takes about one message a second for a channel.
                await Task.Delay(Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case Delivery.Later later:
                var wait = later.After ?? Backoff(letter.Attempts);
                archive.Postpone(letter, time.GetUtcNow() + wait, later.Why);
                log.LogWarning("Slack did not take a message for {Team} ({Why}); trying again in {Wait}", team.Name, later.Why, Interval.Write(wait));
                break;
            case Delivery.Refused refused:
                Refuse(letter, team, refused.Why);
                break;
        }
    }

    /// <summary>The message is kept, and whoever can mend the setting is told by another way.</summary>
    private void Refuse(Letter letter, Team team, string why)
    {
        archive.Mark(letter, NotificationState.Refused, time.GetUtcNow(), why);
        var told = Wording.Undeliverable(team.Name, why, board);
        log.LogError("{Message}\n{Letter}", told.Plain(), letter.Announcement.Plain());
        if (settings.Platform.Name != team.Name && letter.Announcement.Kind != told.Kind)
            archive.Add(settings.Platform.Name, null, told, time.GetUtcNow());
    }

    private static TimeSpan Backoff(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(attempts, 20)), LongestBackoff.TotalSeconds));
}

/// <summary>A semaphore takes no clock of its own.</summary>
internal static class Waiting
{
    public static async Task WaitAsync(this SemaphoreSlim bell, TimeSpan most, TimeProvider time, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(bell.WaitAsync(either.Token), Task.Delay(most, time, either.Token));
        await either.CancelAsync();
    }
}
