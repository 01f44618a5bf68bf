using System.Data.Common;
using Dapper;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.History;

/// <summary>A file, for one runner. The write-ahead log is synced at each commit: a power cut loses nothing that was told.</summary>
internal sealed class Sqlite : Dialect
{
    private readonly string connection;
    private readonly string file;
    private bool isMade;

    public Sqlite(string file)
    {
        this.file = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();
    }

    protected override string Identity => "integer primary key autoincrement";

    protected override string Bytes => "blob";

    public override void Migrate()
    {
        using var db = Open();
        var early = db.ExecuteScalar<int>("pragma user_version");
        if (early > 0)
            db.Execute((early == 1 ? Second : "") + SetAside);
        base.Migrate();
        if (early > 0)
            db.Execute(TakeOver);
        isMade = true;
    }

    /// <exception cref="HistoryGoneException">The file was there, and is not any more: connections that are kept would write into
    /// nothing.</exception>
    public override DbConnection Open()
    {
        if (isMade && !File.Exists(file))
            throw new HistoryGoneException(file);
        var db = new SqliteConnection(connection);
        db.Open();
        using var settings = db.CreateCommand();
        settings.CommandText = "pragma journal_mode = wal; pragma synchronous = full";
        settings.ExecuteNonQuery();
        return db;
    }

    public override void Insert(IReadOnlyList<RunRow> rows, DbConnection db, DbTransaction transaction)
    {
        using var command = ((SqliteConnection)db).CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        var names = RunRow.Columns.Split(", ");
        command.CommandText = $"insert into runs ({RunRow.Columns}) values ({string.Join(", ", names.Select(n => "$" + n))})";
        var values = names.Select(n => command.Parameters.Add(new SqliteParameter { ParameterName = "$" + n })).ToArray();
        foreach (var row in rows)
        {
            object?[] cells = [row.Id, row.Check, row.At, row.Late, row.Ms, row.Outcome, row.BlamedOn, row.Failure, row.Steps, row.Output,
                row.Evidence, row.Measures, row.Trace, row.Up, row.Down, row.Unknown, row.Maintenance, row.Location];
            for (var i = 0; i < cells.Length; i++)
                values[i].Value = cells[i] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    public override void Dispose()
    {
        using var pooled = new SqliteConnection(connection);
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>Histories from before the steps of History/Schema were numbered by a pragma: what stood in them is taken over.</summary>
    private const string Second =
        "alter table runs add column evidence text; alter table runs add column measures text; alter table runs add column trace text; ";

    private const string SetAside = """
        begin;
        drop index runs_by_check; drop index incidents_open; drop index notifications_waiting;
        alter table checks rename to early_checks; alter table runs rename to early_runs;
        alter table incidents rename to early_incidents; alter table notifications rename to early_notifications;
        commit;
        """;

    private const string TakeOver = """
        begin;
        insert into checks (id, environment, name, grp, team, passed_at)
          select id, environment, name, grp, team, passed_at from early_checks;
        insert into runs (id, check_key, at, ms, outcome, blamed_on, failure, steps, output, evidence, measures, trace)
          select r.id, c.key, at, ms, outcome, blamed_on, failure, steps, output, evidence, measures, trace
          from early_runs r join checks c on c.id = r.check_id order by at;
        insert into incidents (id, check_id, fault, team, opened_at, resolved_at, opened_by, summary, told_at, closed_at)
          select id, check_id, fault, team, opened_at, resolved_at, opened_by, summary, opened_at, resolved_at from early_incidents;
        insert into notifications (id, team, check_id, kind, state, announcement, at, attempts, next_at, done_at, error)
          select id, team, check_id, kind, state, announcement, at, attempts, next_at, done_at, error from early_notifications;
        insert into deliveries (notification, team, route, state, attempts, next_at, done_at, error)
          select id, team, case when state = 'Shown' then 'board' else 'slack' end, state, attempts, next_at, done_at, error
          from early_notifications order by id;
        drop table early_checks; drop table early_runs; drop table early_incidents; drop table early_notifications;
        pragma user_version = 0;
        commit;
        """;

    protected override UpgradeEngineBuilder Builder(SupportedDatabases databases) => databases.SqliteDatabase(connection);
}
