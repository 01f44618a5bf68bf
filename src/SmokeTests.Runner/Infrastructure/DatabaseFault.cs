using Microsoft.Data.Sqlite;
using Npgsql;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>What a fault of a database means for whoever used it.</summary>
internal static class DatabaseFault
{
    /// <summary>Whether the same may succeed a moment later: the database is busy, full, or not there.</summary>
    public static bool MayPass(Exception e) => e switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14,
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is ['5' or '0', '7' or '8' or '3', ..],
        _ => e is NpgsqlException or TakenOverException or IOException or UnauthorizedAccessException,
    };

    /// <summary>Whether the history itself is damaged, or is not there any more: whoever goes on would lose what comes.</summary>
    public static bool IsDamaged(Exception e) => e switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 11 or 26
            || sqlite.SqliteErrorCode == 1 && sqlite.Message.Contains("no such table", StringComparison.Ordinal),
        PostgresException postgres => postgres.SqlState is "XX001" or "XX002",
        _ => e is HistoryGoneException,
    };
}
