using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace SmokeTests.Runner.History;

/// <summary>
/// Takes a history from a file over into PostgreSQL: every table with the numbers of its rows, in one transaction. Incidents
/// that are open stay open, what is yet to be told is told from there, and links in messages go on working.
/// </summary>
internal static class HistoryMigration
{
    /// <summary>What became of each table. The file stays as it is.</summary>
    /// <exception cref="HistoryException">PostgreSQL has a history already, or not every row arrived: nothing was changed
    /// there.</exception>
    public static IReadOnlyList<(string Table, long Rows)> Take(string file, string connection)
    {
        using var from = Dialect.For(file);
        using var to = Dialect.For(connection);
        from.Migrate();
        to.Migrate();
        using var source = from.Open();
        using var target = (NpgsqlConnection)to.Open();
        using var transaction = target.BeginTransaction();
        var tables = source.Query<string>(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and lower(name) <> 'schemaversions' "
                + "order by name").ToArray();
        // Nobody begins a history there meanwhile.
        target.Execute($"lock table {string.Join(", ", tables)} in access exclusive mode", transaction: transaction);
        if (target.ExecuteScalar<long>("select count(*) from checks", transaction: transaction) > 0)
            throw new HistoryException("There is a history in that database already: nothing was changed. Name an empty one.");
        // A key that was made there before the first check was known.
        target.Execute($"truncate {string.Join(", ", tables)}", transaction: transaction);
        var moved = tables.Select(table => (table, Copy(table, source, target, transaction))).ToArray();
        transaction.Commit();
        return moved;
    }

    private static long Copy(string table, DbConnection source, NpgsqlConnection target, NpgsqlTransaction transaction)
    {
        var columns = target.Query<(string Name, string Type, string Identity)>(
            "select column_name, data_type, is_identity from information_schema.columns where table_schema = current_schema() and "
                + "table_name = @table order by ordinal_position", new { table }, transaction).ToArray();
        var names = string.Join(", ", columns.Select(c => c.Name));
        using (var rows = source.ExecuteReader($"select {names} from {table}"))
        using (var copy = target.BeginBinaryImport($"copy {table} ({names}) from stdin (format binary)"))
        {
            while (rows.Read())
            {
                copy.StartRow();
                for (var i = 0; i < columns.Length; i++)
                    Write(copy, rows.GetValue(i), columns[i].Type);
            }
            copy.Complete();
        }
        foreach (var (name, _, _) in columns.Where(c => c.Identity == "YES"))
            target.Execute($"select setval(pg_get_serial_sequence('{table}', '{name}'), max({name})) from {table} having count(*) > 0",
                transaction: transaction);
        var (there, here) = (source.ExecuteScalar<long>($"select count(*) from {table}"),
            target.ExecuteScalar<long>($"select count(*) from {table}", transaction: transaction));
        return there == here ? here
            : throw new HistoryException(
                $"Of {there:N0} rows of {table} {here:N0} arrived: nothing was changed. Has a runner the file still?");
    }

    /// <summary>SQLite's types are those of its values; PostgreSQL's are those of its columns.</summary>
    private static void Write(NpgsqlBinaryImporter copy, object value, string type)
    {
        switch (type)
        {
            case var _ when value is DBNull:
                copy.WriteNull();
                break;
            case "bigint":
                copy.Write(Cells.Whole(value), NpgsqlDbType.Bigint);
                break;
            case "integer":
                copy.Write(Cells.Short(value), NpgsqlDbType.Integer);
                break;
            case "double precision":
                copy.Write(Cells.Number(value), NpgsqlDbType.Double);
                break;
            case "bytea":
                copy.Write(Cells.Bytes(value), NpgsqlDbType.Bytea);
                break;
            default:
                copy.Write(Postgres.Text(Cells.Text(value)), NpgsqlDbType.Text);
                break;
        }
    }
}
