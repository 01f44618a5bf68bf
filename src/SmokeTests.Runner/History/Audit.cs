using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>Who did what on the board, by the API, in Slack: kept, never changed.</summary>
internal sealed class Audit(HistoryStore historyStore)
{
    private const int Most = 2_000;

    /// <summary>
    /// Writes it down, whatever somebody calls himself: texts are cut to 2,000 characters, and hold what any history takes.
    /// </summary>
    public void Write(string who, string what, string about, DateTimeOffset at) => historyStore.Write((db, transaction) => db.Execute(
        "insert into audit (at, who, what, about) values (@at, @who, @what, @about)",
        new { at = HistoryStore.Ms(at), who = Fit(who), what = Fit(what), about = Fit(about) }, transaction));

    private static string Fit(string text) => Texts.Clean(text.Length <= Most ? text : text[..Most])!;

    public IReadOnlyList<AuditEntry> Last(int most = 200) =>
        historyStore.Read(db =>
            db.Query<(long Id, long At, string Who, string What, string About)>(
                "select id, at, who, what, about from audit order by id desc limit @most", new { most })
        .Select(d => new AuditEntry(d.Id, HistoryStore.At(d.At), d.Who, d.What, d.About)).ToArray());
}
