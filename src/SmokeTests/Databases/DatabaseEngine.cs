using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;
using SQLitePCL;

namespace SmokeTests.Databases;

/// <summary>A database product: how it is opened so that nothing can be written. One line in <see cref="All"/> each.</summary>
/// <param name="Open">Makes a connection from its text and the settings' folder.</param>
/// <param name="Address">Where such a connection leads to: a host with its port, or a file.</param>
/// <param name="ReadOnly">The statement that makes the opened session read-only; null where the engine has none, and
/// <see cref="ReadingOnly"/> alone refuses.</param>
internal sealed record DatabaseEngine(Func<string, string, DbConnection> Open, Func<DbConnection, string> Address, string? ReadOnly)
{
    public static readonly IReadOnlyDictionary<string, DatabaseEngine> All = new Dictionary<string, DatabaseEngine>(StringComparer.Ordinal)
    {
        ["sqlite"] = new(Sqlite, c => c.DataSource, "pragma query_only = on"),
        ["postgresql"] = new((text, _) => new NpgsqlConnection(text), Postgres, "set session characteristics as transaction read only"),
        ["mysql"] = new((text, _) => new MySqlConnection(text), MySql, "set session transaction read only"),
        ["sqlserver"] = new((text, _) => SqlServer(text), c => c.DataSource, null),
    };

    /// <summary>Ends what an engine does that works in this process; the others hear the token, or are left behind.</summary>
    public static void Interrupt(DbConnection connection)
    {
        if (connection is SqliteConnection { Handle: { } handle })
            raw.sqlite3_interrupt(handle);
    }

    /// <summary>A relative file stands beside <c>smoketests.json</c>.</summary>
    private static SqliteConnection Sqlite(string text, string folder)
    {
        var builder = new SqliteConnectionStringBuilder(text) { Mode = SqliteOpenMode.ReadOnly };
        builder.DataSource = Path.GetFullPath(builder.DataSource, folder);
        return new SqliteConnection(builder.ToString());
    }

    /// <summary>Its client tries a server that refuses again and again: 5 s, where the text says nothing else.</summary>
    private static SqlConnection SqlServer(string text)
    {
        var builder = new SqlConnectionStringBuilder(text) { ApplicationIntent = ApplicationIntent.ReadOnly };
        if (!builder.ShouldSerialize("Connect Timeout"))
            builder.ConnectTimeout = 5;
        return new SqlConnection(builder.ToString());
    }

    private static string Postgres(DbConnection connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true ? settings.Host : $"{settings.Host}:{settings.Port}";
    }

    private static string MySql(DbConnection connection)
    {
        var settings = new MySqlConnectionStringBuilder(connection.ConnectionString);
        return $"{settings.Server}:{settings.Port}";
    }
}
