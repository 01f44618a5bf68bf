using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>The incidents in the history: how they open and end, and how far they have been told.</summary>
internal sealed class Incidents(HistoryStore historyStore)
{
    private const string StoryColumns = """
        id, check_id as CheckId, fault, team, opened_at as OpenedAt, summary, pages, is_new as IsNew, flaps,
        flaps_told as FlapsTold, hushed, reminders,
        resolved_at as ResolvedAt, told_at as ToldAt, told_in as ToldIn, paged_at as PagedAt, acknowledged_at as AcknowledgedAt,
        acknowledgement_told as AcknowledgementTold, words, flap_words as FlapWords, resolved_words as ResolvedWords
        """;

    public IReadOnlyList<IncidentView> Open() => View("where resolved_at is null order by opened_at");

    /// <summary>Those that are over, the last first.</summary>
    public IReadOnlyList<IncidentView> Past(int most) =>
        View("where resolved_at is not null order by resolved_at desc limit @most", new { most });

    /// <summary>A check's, open or over, the last first.</summary>
    public IReadOnlyList<IncidentView> Of(string check, int most) =>
        View("where check_id = @check order by opened_at desc limit @most", new { check, most });

    public IncidentView? Get(long id) => View("where id = @id", new { id }) is [var one] ? one : null;

    private IncidentView[] View(string which, object? parameters = null) => historyStore.Read(db => db.Query<ViewRow>($"""
        select id, check_id as CheckId, fault, team, opened_at as OpenedAt, resolved_at as ResolvedAt, opened_by as OpenedBy,
          summary, acknowledged_at as AcknowledgedAt, acknowledged_by as AcknowledgedBy, flaps
        from incidents {which}
        """, parameters).Select(r => r.View()).ToArray());

    /// <summary>An incident that no run has caused: it is opened, unless it is open already.</summary>
    public bool Open(string check, Fault fault, string team, string by, string summary, Message words, DateTimeOffset at) =>
        historyStore.Write((db, transaction) =>
    {
        var number = historyStore.Numbers?.Invoke(db, transaction);
        return db.Execute($"insert into incidents ({Numbered(number, "id, ")}check_id, fault, team, opened_at, opened_by, summary, "
            + $"words) values ({Numbered(number, "@number, ")}@check, @fault, @team, @at, @by, @summary, @words) on conflict do nothing",
            new { number, check, fault = fault.ToString(), team, at = HistoryStore.Ms(at), by, summary, words = Write(words) },
            transaction) > 0;
    });

    /// <summary>What is wrong has changed while it is open: the board and whatever is still told of it say it as it is now.</summary>
    public void Restate(long incident, string summary, Message words) => historyStore.Write((db, transaction) =>
        db.Execute("update incidents set summary = @summary, words = @words where id = @incident and resolved_at is null",
            new { incident, summary, words = Write(words) }, transaction));

    public bool Resolve(long incident, Message words, DateTimeOffset at) => historyStore.Write((db, transaction) =>
        db.Execute("update incidents set resolved_at = @at, resolved_words = @words where id = @incident and resolved_at is null",
            new { incident, at = HistoryStore.Ms(at), words = Write(words) }, transaction) > 0);

    /// <summary>What a run has decided, in the transaction that saves it.</summary>
    /// <param name="numbers">The numbers of incidents, where the database does not count them.</param>
    public static void Save(Run run, DecisionMessage decided, Func<DbConnection, DbTransaction, long?>? numbers, DbConnection db,
        DbTransaction transaction)
    {
        var words = Write(decided.Announcement);
        switch (decided.Decision)
        {
            case IncidentResolved resolved:
                db.Execute("update incidents set resolved_at = @at, resolved_words = @words where id = @Id",
                    new { resolved.Incident.Id, at = HistoryStore.Ms(run.At), words }, transaction);
                break;
            case IncidentFlaps flaps:
                db.Execute("update incidents set flaps = 1, flap_words = @words where id = @Id", new { flaps.Incident.Id, words },
                    transaction);
                break;
            case IncidentOpened opened:
                var number = numbers?.Invoke(db, transaction);
                db.Execute($"""
                    insert into incidents (
                      {Numbered(number, "id, ")}check_id, fault, team, opened_at, opened_by, summary, pages, is_new, words)
                    values ({Numbered(number, "@number, ")}@Check, @fault, @Team, @at, @Id, @summary, @pages, @isNew, @words)
                    """, new
                {
                    number, run.Check, fault = opened.Fault.ToString(), decided.Team, at = HistoryStore.Ms(opened.Since), run.Id,
                    summary = run.Failure?.Summary ?? "", pages = decided.Pages ? 1 : 0, isNew = opened.NeverPassed ? 1 : 0, words
                }, transaction);
                break;
        }
    }

    /// <summary>Every incident of which something may be left to tell, oldest first.</summary>
    public IReadOnlyList<IncidentProgress> Untold() =>
        historyStore.Read(db => db.Query<IncidentRow>($"select {StoryColumns} from incidents where closed_at is null order by id")
            .Select(r => r.Story()).ToArray());

    /// <summary>When a team was last told of something of that kind.</summary>
    public IReadOnlyDictionary<(string Team, string Kind), DateTimeOffset> LastTold() => historyStore.Read(db =>
        db.Query<(string Team, string Kind, long At)>("select team, kind, at from told")
        .ToDictionary(t => (t.Team, t.Kind), t => HistoryStore.At(t.At)));

    /// <summary>Writes down that something was done about incidents, with the message that tells it: both or neither.</summary>
    public void Tell(PlannedNotification planned, AlertPolicy policy, DateTimeOffset at) => historyStore.Perform((db, transaction) =>
    {
        long? notification = null;
        if (planned.Announcement is { } announcement)
        {
            notification = Outbox.Add(planned.Team, planned.Routes, announcement, planned.Stories, planned.Mentions, at, db, transaction);
            db.Execute("insert into told (team, kind, at) values (@Team, @Kind, @at) on conflict (team, kind) do update set at = "
                + "excluded.at", new { planned.Team, announcement.Kind, at = HistoryStore.Ms(at) }, transaction);
        }
        foreach (var (story, route) in planned.Stories.SelectMany(s => planned.Routes.Select(r => (s, r))))
            db.Execute("insert into heard (incident, route) values (@Id, @route) on conflict do nothing", new { story.Id, route },
                transaction);
        foreach (var story in planned.Stories.Select(s => s.After(planned.Act, policy, at, notification)))
        {
            Mark(story, db, transaction);
            if (story.ClosedAt is not null)
                db.Execute("delete from heard where incident = @Id", new { story.Id }, transaction);
        }
        return true;
    });

    /// <summary>Tells people outside something of an incident.</summary>
    public void AddNote(long incident, string by, string text, DateTimeOffset at) => historyStore.Write((db, transaction) =>
        db.Execute("insert into notes (incident, at, made_by, text) values (@incident, @at, @by, @text)",
            new { incident, by, text, at = HistoryStore.Ms(at) }, transaction));

    public IReadOnlyList<Note> Notes(long incident) =>
        historyStore.Read(db =>
            db.Query<(long At, string By, string Text)>("select at, made_by, text from notes where incident = @incident order by id",
                new { incident })
        .Select(n => new Note(HistoryStore.At(n.At), n.By, n.Text)).ToArray());

    /// <summary>The routes by which an incident has been told.</summary>
    public IReadOnlyList<string> Heard(long incident) =>
        historyStore.Read(db => db.Query<string>("select route from heard where incident = @incident order by route", new { incident })
            .ToArray());

    /// <summary>
    /// Somebody takes an incident on: it is not told again until it is resolved. False when it is not open, or taken already.
    /// </summary>
    public bool Acknowledge(long incident, string by, string why, DateTimeOffset at) => historyStore.Write((db, transaction) =>
        db.Execute("update incidents set acknowledged_at = @at, acknowledged_by = @by, acknowledged_why = @why where id = @incident "
            + "and resolved_at is null and acknowledged_at is null",
            new { incident, by, why, at = HistoryStore.Ms(at) }, transaction) > 0);

    private static void Mark(IncidentProgress story, DbConnection db, DbTransaction transaction) => db.Execute("""
        update incidents set told_at = @toldAt, told_in = @ToldIn, reminders = @Reminders, hushed = @hushed,
          flaps_told = @flapsTold, paged_at = @pagedAt,
          acknowledgement_told = @acknowledgementTold, closed_at = @closedAt where id = @Id
        """, new
    {
        story.Id, story.ToldIn, story.Reminders, toldAt = HistoryStore.Ms(story.ToldAt), pagedAt = HistoryStore.Ms(story.PagedAt),
        closedAt = HistoryStore.Ms(story.ClosedAt),
        hushed = story.Hushed ? 1 : 0, flapsTold = story.FlapsTold ? 1 : 0, acknowledgementTold = story.AcknowledgementTold ? 1 : 0,
    }, transaction);

    private static string Numbered(long? number, string part) => number is null ? "" : part;

    private static string Write(Message words) => JsonSerializer.Serialize(words, HistoryJson.Default.Message);

    private sealed record ViewRow(long Id, string CheckId, string Fault, string Team, long OpenedAt, long? ResolvedAt, string OpenedBy,
        string Summary, long? AcknowledgedAt, string? AcknowledgedBy, long Flaps)
    {
        public IncidentView View() =>
            new(Id, CheckId, Stored.Word(Fault, Monitoring.Incidents.Fault.Monitor), Team, HistoryStore.At(OpenedAt), OpenedBy, Summary)
        {
            ResolvedAt = HistoryStore.At(ResolvedAt), AcknowledgedAt = HistoryStore.At(AcknowledgedAt), AcknowledgedBy = AcknowledgedBy,
                Flaps = Flaps != 0,
        };
    }

    private sealed record IncidentRow(long Id, string CheckId, string Fault, string Team, long OpenedAt, string Summary, long Pages,
        long IsNew, long Flaps, long FlapsTold, long Hushed, long Reminders,
        long? ResolvedAt, long? ToldAt, long? ToldIn, long? PagedAt, long? AcknowledgedAt, long AcknowledgementTold, string? Words,
        string? FlapWords, string? ResolvedWords)
    {
        public IncidentProgress Story() =>
            new(Id, CheckId, Stored.Word(Fault, Monitoring.Incidents.Fault.Monitor), Team, HistoryStore.At(OpenedAt))
        {
            Pages = Pages != 0, IsNew = IsNew != 0, Flaps = Flaps != 0, FlapsTold = FlapsTold != 0, Hushed = Hushed != 0,
            Reminders = (int)Math.Clamp(Reminders, 0, IncidentProgress.MostReminders),
            ResolvedAt = HistoryStore.At(ResolvedAt), ToldAt = HistoryStore.At(ToldAt), ToldIn = ToldIn, PagedAt = HistoryStore.At(PagedAt),
            AcknowledgedAt = HistoryStore.At(AcknowledgedAt), AcknowledgementTold = AcknowledgementTold != 0,
            // An incident of a history before messages were kept with it.
            Opened = Read(Words) ?? new Message("opened", $"✗ {CheckId} is broken ({Team})", [new Fact("What", Summary)], []),
            Flapping = Read(FlapWords),
            Resolved = Read(ResolvedWords),
        };

        private static Message? Read(string? words) => Json.Announcement(words);
    }
}
