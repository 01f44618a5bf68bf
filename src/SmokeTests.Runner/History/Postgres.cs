using System.Data.Common;
using Dapper;
using DbUp.Builder;
using Npgsql;
using NpgsqlTypes;

namespace SmokeTests.Runner.History;

/// <summary>PostgreSQL, version 12 or later.</summary>
internal sealed class Postgres(string connection) : Dialect
{
    private const long Turn = 0x536d6f6b64;
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connection);

    protected override string Identity => "bigint generated always as identity primary key";

    protected override string Bytes => "bytea";

    /// <summary>One runner after the other: several may start on the same new version at once.</summary>
    public override void Migrate()
    {
        using var db = Open();
        db.Execute("select pg_advisory_lock(@Turn)", new { Turn });
        try
        {
            base.Migrate();
        }
        finally
        {
            db.Execute("select pg_advisory_unlock(@Turn)", new { Turn });
        }
    }

    public override DbConnection Open() => source.OpenConnection();

    public override void Insert(IReadOnlyList<RunRow> rows, DbConnection db, DbTransaction transaction)
    {
        using var command = new NpgsqlCommand($"""
            insert into runs ({RunRow.Columns})
            select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::double precision[], $5::double precision[], $6::text[],
              $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
              $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::text[])
            """, (NpgsqlConnection)db, (NpgsqlTransaction)transaction);
        Add(NpgsqlDbType.Text, r => r.Id);
        Add(NpgsqlDbType.Bigint, r => r.Check);
        Add(NpgsqlDbType.Bigint, r => r.At);
        Add(NpgsqlDbType.Double, r => r.Late);
        Add(NpgsqlDbType.Double, r => r.Ms);
        Add(NpgsqlDbType.Text, r => r.Outcome);
        Add(NpgsqlDbType.Text, r => r.BlamedOn);
        Add(NpgsqlDbType.Text, r => Text(r.Failure));
        Add(NpgsqlDbType.Text, r => Text(r.Steps));
        Add(NpgsqlDbType.Text, r => Text(r.Output));
        Add(NpgsqlDbType.Text, r => Text(r.Evidence));
        Add(NpgsqlDbType.Text, r => Text(r.Measures));
        Add(NpgsqlDbType.Text, r => r.Trace);
        Add(NpgsqlDbType.Bigint, r => r.Up);
        Add(NpgsqlDbType.Bigint, r => r.Down);
        Add(NpgsqlDbType.Bigint, r => r.Unknown);
        Add(NpgsqlDbType.Bigint, r => r.Maintenance);
        Add(NpgsqlDbType.Text, r => r.Location);
        command.ExecuteNonQuery();

        void Add<T>(NpgsqlDbType type, Func<RunRow, T> cell) =>
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = rows.Select(cell).ToArray() });
    }

    public override void Dispose() => source.Dispose();

    protected override UpgradeEngineBuilder Builder(SupportedDatabases databases) => databases.PostgresqlDatabase(connection);

    /// <summary>PostgreSQL takes no NUL in a text, which a check may well write.</summary>
    public static string? Text(string? text) =>
        text?.Replace("\0", "\ufffd", StringComparison.Ordinal).Replace("\\u0000", "\\ufffd", StringComparison.Ordinal);
}
