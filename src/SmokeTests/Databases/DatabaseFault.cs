using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Databases;

/// <summary>
/// Whose fault it is when a database says no, by the code that it says. What the check or its settings must change (log-in,
/// name of the database, permission, statement, table, column) is <see cref="Happened.DatabaseRefuses"/>; all else (it is not
/// there, is full, is locked, was shut down) is <see cref="Happened.DatabaseAway"/>.
/// </summary>
internal static class DatabaseFault
{
    /// <summary>
    /// Classes of SQLSTATE: cardinality, data, read-only transaction, log-in, name of a database or schema, syntax, rights.
    /// </summary>
    private static readonly string[] RefusedClasses = ["0A", "21", "22", "23", "25", "26", "28", "34", "3D", "3F", "42", "44"];

    /// <summary>MySQL: limits of users and connections, which have a class of refusals.</summary>
    private static readonly int[] MySqlAway = [1040, 1203, 1226];

    /// <summary>MySQL: refusals without a class: host not allowed, read-only, password expired, account locked, no such plugin.</summary>
    private static readonly int[] MySqlRefused = [1130, 1251, 1524, 1792, 1820, 1862, 3118, 4151];

    /// <summary>SQL Server: low severity, but none of the check's: deadlock, lock, time-out, recovery, shutdown, limits of Azure.</summary>
    private static readonly int[] SqlServerAway =
    [
        -2, 64, 233, 596, 615, 701, 802, 845, 846, 847, 904, 921, 922, 923, 924, 926, 927, 942, 945, 952, 954, 976, 978, 979, 982, 983,
        1204, 1205, 1222, 3906, 3935, 3960, 3966, 4221, 5035, 6005, 8645, 8651, 10928, 10929, 10936, 17142, 18401, 18451,
        40143, 40166, 40197, 40501, 40540, 40544, 40549, 40550, 40551, 40552, 40553, 40613, 42108, 42109, 49918, 49919, 49920,
    ];

    /// <summary>SQLite: error, permission, read-only, too big, constraint, mismatch, misuse, not authorized, range.</summary>
    private static readonly int[] SqliteRefused = [1, 3, 8, 18, 19, 20, 21, 23, 25];

    public static Happened Of(DbException exception) => exception switch
    {
        PostgresException said => Postgres(said.SqlState),
        // Of the client itself, and not because of the network: a parameter that is missing.
        MySqlException { Number: 0, SqlState: null or "" } said when !IsOfTheNetwork(said) => Happened.DatabaseRefuses,
        MySqlException said => MySql(said.Number, said.SqlState),
        SqlException said => SqlServer(said.Number, said.Class),
        SqliteException said => Sqlite(said.SqliteErrorCode),
        // The client itself: it cannot get through, or it lacks what it needs to log in.
        _ => exception.IsTransient || IsOfTheNetwork(exception) ? Happened.DatabaseAway : Happened.DatabaseRefuses,
    };

    /// <param name="state">The SQLSTATE.</param>
    public static Happened Postgres(string state) => Refuses(RefusedClasses.Contains(state[..2]));

    /// <param name="number">The server's, or the client's own from 1042 (no connection) and -1 (time-out).</param>
    /// <param name="state">The SQLSTATE, where the server said one.</param>
    public static Happened MySql(int number, string? state) =>
        Refuses(MySqlRefused.Contains(number)
            || !MySqlAway.Contains(number) && state is { Length: 5 } && RefusedClasses.Contains(state[..2]));

    /// <param name="number">0 and below are the client's.</param>
    /// <param name="severity">Up to 16 the user can mend it; from 17 on it is the server's resources, from 20 on the connection.</param>
    public static Happened SqlServer(int number, byte severity) =>
        Refuses(number > 0 && severity <= 16 && !SqlServerAway.Contains(number));

    /// <param name="code">The primary result code.</param>
    public static Happened Sqlite(int code) => Refuses(SqliteRefused.Contains(code));

    private static Happened Refuses(bool refuses) => refuses ? Happened.DatabaseRefuses : Happened.DatabaseAway;

    private static bool IsOfTheNetwork(Exception exception) =>
        exception.InnerException.Chain().Any(e => e is SocketException or IOException or TimeoutException);
}
