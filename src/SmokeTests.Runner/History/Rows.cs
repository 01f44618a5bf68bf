using System.Data.Common;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>Rows as they lie in a table, whatever its columns: what is copied from one history to another.</summary>
internal static class Rows
{
    public static IDictionary<string, object?>[] From(DbConnection db, string table, object? parameters = null) => [.. db.Query($"select * from {table}", parameters).Cast<IDictionary<string, object?>>()];

    /// <param name="place">What stands behind "insert": <c>into</c> and the table.</param>
    /// <param name="how">What stands before the values.</param>
    public static void Insert(string place, IDictionary<string, object?> row, DbConnection db, DbTransaction transaction, string how = "") =>
        db.Execute($"insert {place} ({string.Join(", ", row.Keys)}){how} values ({string.Join(", ", row.Keys.Select(k => "@" + k))})", new DynamicParameters(row), transaction);
}
