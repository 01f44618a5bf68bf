using System.Data.Common;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;

namespace SmokeTests.Runner.History;

/// <summary>A file, for one runner. The write-ahead log is synced at each commit: a power cut loses nothing that was told.</summary>
internal sealed class Sqlite : Dialect
{
    private readonly string connection;

    public Sqlite(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();
    }

    protected override string Identity => "integer primary key autoincrement";

    public override DbConnection Open()
    {
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
            object?[] cells = [row.Id, row.Check, row.At, row.Late, row.Ms, row.Outcome, row.BlamedOn, row.Failure, row.Steps, row.Output, row.Evidence, row.Measures, row.Trace];
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

    protected override UpgradeEngineBuilder Builder(SupportedDatabases databases) => databases.SqliteDatabase(connection);
}
