using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Board;

/// <summary>
/// What people do, wherever they do it: on the board, by the link of a message, in Slack, by the API. All of it is written down.
/// </summary>
internal sealed class OperatorActions(AlertingServices alerting, Audit audit, BoardState board, TimeProvider time)
{
    public const string Acknowledge = "acknowledge";

    /// <summary>Characters of somebody's name, of a reason, of a selector, and of what people outside are told.</summary>
    public const int MostName = 100;
    public const int MostWhy = 300;
    public const int MostSelector = 500;
    public const int MostNote = 1_000;

    /// <summary>How long the link of a message leads anywhere after all that it tells of has ended.</summary>
    private static readonly TimeSpan LinkLasts = TimeSpan.FromHours(24);

    /// <param name="ids">The numbers of the incidents that the link is of.</param>
    public bool HasExpired(string ids)
    {
        var oldest = time.GetUtcNow() - LinkLasts;
        return Numbers(ids).All(id => alerting.Incidents.Get(id) is not { } incident || incident.ResolvedAt < oldest);
    }

    public static IReadOnlySet<long> Numbers(string ids) => ids.Split('-').Select(i => long.TryParse(i, out var id) ? id : 0).ToHashSet();

    /// <param name="what"><c>acknowledge</c>, or how long to be silent.</param>
    /// <returns>What was done; null where that is nothing that can be done.</returns>
    public string? Do(IReadOnlySet<long> wanted, string what, string by, string why)
    {
        var (open, now) = (alerting.Incidents.Open().Where(i => wanted.Contains(i.Id)).ToArray(), time.GetUtcNow());
        if (what == Acknowledge)
        {
            var taken = open.Where(i => alerting.Incidents.Acknowledge(i.Id, by, why, now)).ToArray();
            foreach (var incident in taken)
                Note(by, "acknowledged", $"incident {incident.Id}: {incident.Check}");
            Changed();
            return taken.Length > 0 ? $"{taken.Length} acknowledged" : "nothing to acknowledge: over, or somebody has it already";
        }
        if (!Interval.TryParse(what, out var lasts))
            return null;
        foreach (var incident in open)
            Silence(CheckSelector.OfId(incident.Check), lasts, by, why);
        return open.Length > 0 ? $"silent for {Interval.Write(lasts)}" : "nothing to silence: it is over";
    }

    public long Silence(CheckSelector on, TimeSpan lasts, string by, string why)
    {
        var now = time.GetUtcNow();
        var id = alerting.Silences.Make(on, now, now + lasts, by, why, now);
        Note(by, $"silenced for {Interval.Write(lasts)}", $"{on}: {why}");
        Changed();
        return id;
    }

    public bool Lift(long id, string by)
    {
        if (!alerting.Silences.Lift(id, by, time.GetUtcNow()))
            return false;
        Note(by, "lifted", $"silence {id}");
        Changed();
        return true;
    }

    /// <summary>Tells people outside something of an incident.</summary>
    public void Tell(long incident, string by, string text)
    {
        alerting.Incidents.AddNote(incident, by, text, time.GetUtcNow());
        Note(by, "told outside", $"incident {incident}: {text}");
    }

    /// <summary>Sends a message that was refused once more, now that whoever refused it takes it.</summary>
    public bool SendAgain(long notification, string by)
    {
        if (!alerting.Outbox.Again(notification, time.GetUtcNow()))
            return false;
        Note(by, "sent again", $"message {notification}");
        alerting.Dispatcher.Signal();
        return true;
    }

    public void Note(string by, string what, string about) => audit.Write(by, what, about, time.GetUtcNow());

    private void Changed()
    {
        alerting.Planner.Signal();
        board.Forget();
    }
}
