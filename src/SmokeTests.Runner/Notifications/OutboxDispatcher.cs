using SmokeTests.Runner.Routes;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Notifications;

/// <summary>
/// Reads the outbox, which was written together with what was decided, and delivers: at least once, in each route's order,
/// marked sent only after the answer. A crash anywhere repeats at most the message in flight.
/// </summary>
internal sealed class OutboxDispatcher(Outbox outbox, Incidents incidents, AlertingOptions options, WebhookClient post) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string Team, string Route), Task> delivering = [];
    private readonly SemaphoreSlim bell = new(0);
    private readonly LiveSettings settings = options.Settings;
    private readonly TimeProvider time = options.Time;
    private readonly ILogger log = options.Log.CreateLogger<OutboxDispatcher>();
    private bool isAway;

    /// <summary>There may be something to tell.</summary>
    public void Signal() => bell.Release();

    public void Dispose() => bell.Dispose();

    public async Task Run(CancellationToken stop)
    {
        // A message in flight may still arrive and be marked: it is given a moment after the stop.
        using var abandon = new CancellationTokenSource();
        using var stopping = stop.Register(() => abandon.CancelAfter(StopGrace));
        while (!stop.IsCancellationRequested)
        {
            // The first waiting message of each route: messages keep their order, and no route waits for another's receiver.
            foreach (var letter in Take())
                delivering[(letter.Team, letter.Route)] = Deliver(letter, stop, abandon.Token);
            await bell.WaitAsync(Pause, time, stop);
            foreach (var (route, done) in delivering.Where(d => d.Value.IsCompleted).ToArray())
            {
                delivering.Remove(route);
                if (done.Exception is { } fault)
                    log.LogError(fault, "A message for {Team} could not be delivered; it stays in the outbox", route.Team);
            }
        }
        await Task.WhenAll(delivering.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private IReadOnlyList<OutboxEntry> Take()
    {
        try
        {
            var due = outbox.Take(time.GetUtcNow(), delivering.Keys);
            isAway = false;
            return due;
        }
        catch (System.Data.Common.DbException e) when (DatabaseFault.MayPass(e))
        {
            if (!isAway)
                log.LogError("The outbox cannot be read now ({Why}); it is tried again", e.Message);
            isAway = true;
            return [];
        }
#pragma warning disable CA1031 // What one row or one fault spoils keeps no other message from being delivered later.
        catch (Exception e) when (!DatabaseFault.IsDamaged(e))
#pragma warning restore CA1031
        {
            if (!isAway)
                log.LogError(e, "The outbox cannot be read now: {Why}. It is tried again", e.Message);
            isAway = true;
            return [];
        }
    }

    private async Task Deliver(OutboxEntry letter, CancellationToken stop, CancellationToken abandon)
    {
        try
        {
            await Try(letter, stop, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // It stays in the outbox and goes out after the next start.
        }
#pragma warning disable CA1031 // A fault that is not the route's: the message stays, and the pauses grow as if it had not been taken.
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseFault.IsDamaged(e))
#pragma warning restore CA1031
        {
            log.LogError(e, "A message for {Team} could not be delivered; it stays in the outbox", letter.Team);
            outbox.Postpone(letter, time.GetUtcNow() + Backoff.After(letter.Attempts, null), $"it could not be delivered: {e.Message}");
        }
        options.ChangeSignal.Signal();
        Signal();
    }

    private async Task Try(OutboxEntry letter, CancellationToken stop, CancellationToken abandon)
    {
        if (RouteOf(letter) is not { } route)
        {
            Refuse(letter, $"team {letter.Team} has no route {letter.Route} any more");
            return;
        }
        if (!route.Pages && time.GetUtcNow() - letter.At > Digest.After && !Stays(letter))
            return;
        switch (await Send(route, letter, abandon))
        {
            case SendResult.Sent sent:
                await Mark(letter, sent, abandon);
                await Task.Delay(route.Rest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case SendResult.Shown:
                outbox.Mark(letter, NotificationState.Shown, time.GetUtcNow());
                break;
            case SendResult.Later later:
                var wait = Backoff.After(letter.Attempts, later.After);
                outbox.Postpone(letter, time.GetUtcNow() + wait, later.Why);
                log.LogWarning("{Route} did not take a message for {Team} ({Why}); trying again in {Wait}", letter.Route, letter.Team,
                    later.Why, Interval.Write(wait));
                break;
            case SendResult.Refused refused:
                Refuse(letter, refused.Why);
                break;
        }
    }

    /// <summary>A route that throws is one that did not take the message: it is tried again, with the same pauses.</summary>
    private async Task<SendResult> Send(IRoute route, OutboxEntry letter, CancellationToken abandon)
    {
        try
        {
            return await route.Send(letter, post, abandon);
        }
#pragma warning disable CA1031 // The one place that catches what a route throws: whatever it is, the message stays and the pauses grow.
        catch (Exception e) when (!abandon.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.LogError(e, "The route {Route} of {Team} has a fault; the message stays in the outbox", letter.Route, letter.Team);
            return new SendResult.Later($"the route has a fault: {e.Message}");
        }
    }

    /// <summary>It has been told: a database that does not take that now is asked until it does, or it would be told again.</summary>
    private async Task Mark(OutboxEntry letter, SendResult.Sent sent, CancellationToken abandon)
    {
        while (true)
            try
            {
                outbox.Mark(letter, NotificationState.Sent, time.GetUtcNow(), receipt: sent.Receipt);
                return;
            }
            catch (System.Data.Common.DbException e) when (DatabaseFault.MayPass(e))
            {
                await Task.Delay(Pause, time, abandon);
            }
    }

    /// <summary>Whether a letter that has waited too long goes out by itself; otherwise a digest tells of it.</summary>
    private bool Stays(OutboxEntry letter)
    {
        // In this order: what opens between the two reads is not waiting yet, and no digest swallows it.
        var waiting = outbox.Waiting(letter.Team, letter.Route);
        var open = incidents.Open().Select(i => i.Id).ToHashSet();
        var digest = Digest.Of(waiting, open, letter.Team, post.Board);
        if (digest.Announcement is { } told)
            outbox.Merge(digest.Merged, told, time.GetUtcNow());
        return digest.Kept.Any(l => l.Id == letter.Id);
    }

    /// <summary>What was to go out by a route of the board's goes there still, when the team has another by now.</summary>
    private IRoute? RouteOf(OutboxEntry letter) =>
        letter.Route == OnTheBoard.Word ? settings.Now.Board
        : settings.Now.RoutesOf(letter.Team).FirstOrDefault(r => r.Name == letter.Route);

    /// <summary>The message is kept, and whoever can mend the setting is told by another way.</summary>
    private void Refuse(OutboxEntry letter, string why)
    {
        outbox.Mark(letter, NotificationState.Refused, time.GetUtcNow(), why);
        var told = MessageTemplates.Undeliverable(letter.Team, letter.Route, why, post.Board);
        log.LogError("{Message}\n{Letter}", told.Plain(), letter.Announcement.Plain());
        var others = settings.Now.RoutesOf(settings.Now.Platform.Name).Select(r => r.Name)
            .Where(r => settings.Now.Platform.Name != letter.Team || r != letter.Route).ToArray();
        if (others.Length > 0 && letter.Announcement.Kind != told.Kind)
            outbox.Post(settings.Now.Platform.Name, others, told, time.GetUtcNow());
    }
}
