using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmokeTests.Runner.History;

/// <summary>Rows as they lie in a table, whatever its columns: what is copied from one history to another.</summary>
internal static class Rows
{
    /// <param name="table">The table, and what stands behind it in the statement.</param>
    public static IDictionary<string, object?>[] From(DbConnection db, string table, object? parameters = null)
    {
        var rows = db.Query($"select * from {table}", parameters).Cast<IDictionary<string, object?>>().ToArray();
        if (rows.Length == 0 || db is not SqliteConnection)
            return rows;
        // Its cells have the types of their values, not of their columns.
        var name = table.Split(' ')[0];
        var types = db.Query<(string Column, string Type)>("select name, type from pragma_table_info(@name)", new { name }).ToArray();
        foreach (var row in rows)
            foreach (var (column, type) in types)
                row[column] = row[column] is { } value ? Cells.Nearest(value, type) : null;
        return rows;
    }

    /// <param name="place">What stands behind "insert": <c>into</c> and the table.</param>
    /// <param name="how">What stands before the values.</param>
    public static void Insert(string place, IDictionary<string, object?> row, DbConnection db, DbTransaction transaction,
        string how = "") =>
        db.Execute($"insert {place} ({string.Join(", ", row.Keys)}){how} values ({string.Join(", ", row.Keys.Select(k => "@" + k))})",
            new DynamicParameters(row), transaction);
}
