using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;

namespace SmokeTests.Databases;

/// <summary>A database product: how it is opened so that nothing can be written. One line in <see cref="All"/> each.</summary>
/// <param name="Open">Makes a connection from its text and the settings' folder.</param>
/// <param name="ReadOnly">The statement that makes the opened session read-only; null where the engine has none, and <see cref="ReadingOnly"/> alone refuses.</param>
internal sealed record Engine(Func<string, string, DbConnection> Open, string? ReadOnly)
{
    public static readonly IReadOnlyDictionary<string, Engine> All = new Dictionary<string, Engine>(StringComparer.Ordinal)
    {
        ["sqlite"] = new(Sqlite, "pragma query_only = on"),
        ["postgresql"] = new((text, _) => new NpgsqlConnection(text), "set session characteristics as transaction read only"),
        ["mysql"] = new((text, _) => new MySqlConnection(text), "set session transaction read only"),
        ["sqlserver"] = new((text, _) => new SqlConnection(new SqlConnectionStringBuilder(text) { ApplicationIntent = ApplicationIntent.ReadOnly }.ToString()), null),
    };

    /// <summary>A relative file stands beside <c>smoketests.json</c>.</summary>
    private static SqliteConnection Sqlite(string text, string folder)
    {
        var builder = new SqliteConnectionStringBuilder(text) { Mode = SqliteOpenMode.ReadOnly };
        builder.DataSource = Path.GetFullPath(builder.DataSource, folder);
        return new SqliteConnection(builder.ToString());
    }
}
