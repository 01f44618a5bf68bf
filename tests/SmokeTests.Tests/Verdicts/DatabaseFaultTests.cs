using MySqlConnector;
using SmokeTests.Databases;
using SmokeTests.Worker;

namespace SmokeTests.Tests.Verdicts;

/// <summary>A database's no is judged by its code: true where the check or its settings must change.</summary>
public class DatabaseFaultTests
{
    [Theory]
    [InlineData("28P01", true)]   // password
    [InlineData("28000", true)]   // no such role, no entry in pg_hba.conf
    [InlineData("3D000", true)]   // no such database
    [InlineData("3F000", true)]   // no such schema
    [InlineData("42501", true)]   // permission
    [InlineData("42601", true)]   // syntax
    [InlineData("42P01", true)]   // no such table
    [InlineData("42703", true)]   // no such column
    [InlineData("22P02", true)]   // a text that is no number
    [InlineData("25006", true)]   // a write
    [InlineData("53300", false)]  // too many connections
    [InlineData("53100", false)]  // disk full
    [InlineData("57P03", false)]  // starting up
    [InlineData("57P01", false)]  // shut down by an administrator
    [InlineData("57014", false)]  // statement_timeout
    [InlineData("40P01", false)]  // deadlock
    [InlineData("40001", false)]  // serialization
    [InlineData("55P03", false)]  // lock not available
    [InlineData("58030", false)]  // I/O
    [InlineData("XX000", false)]  // internal
    [InlineData("08006", false)]  // connection
    public void PostgreSQL(string state, bool refuses) => DatabaseFault.Postgres(state).Should().Be(Expected(refuses));

    [Theory]
    [InlineData(MySqlErrorCode.AccessDenied, "28000", true)]
    [InlineData(MySqlErrorCode.DatabaseAccessDenied, "42000", true)]
    [InlineData(MySqlErrorCode.UnknownDatabase, "42000", true)]
    [InlineData(MySqlErrorCode.ParseError, "42000", true)]
    [InlineData(MySqlErrorCode.NoSuchTable, "42S02", true)]
    [InlineData(MySqlErrorCode.BadFieldError, "42S22", true)]
    [InlineData(MySqlErrorCode.TableAccessDenied, "42000", true)]
    [InlineData(MySqlErrorCode.ColumnAccessDenied, "42000", true)]
    [InlineData((MySqlErrorCode)1130, "HY000", true)]   // host not allowed
    [InlineData((MySqlErrorCode)1820, "HY000", true)]   // password expired
    [InlineData((MySqlErrorCode)4151, "HY000", true)]   // account locked (MariaDB)
    [InlineData(MySqlErrorCode.ConnectionCountError, "08004", false)]
    [InlineData((MySqlErrorCode)1203, "42000", false)]  // this user's connections
    [InlineData((MySqlErrorCode)1226, "42000", false)]  // this user's limit
    [InlineData(MySqlErrorCode.LockWaitTimeout, "HY000", false)]
    [InlineData(MySqlErrorCode.LockDeadlock, "40001", false)]
    [InlineData(MySqlErrorCode.QueryInterrupted, "70100", false)]
    [InlineData(MySqlErrorCode.UnableToConnectToHost, null, false)]
    [InlineData(MySqlErrorCode.CommandTimeoutExpired, null, false)]
    [InlineData((MySqlErrorCode)1053, "08S01", false)]  // shutting down
    [InlineData((MySqlErrorCode)1021, "HY000", false)]  // disk full
    public void MySQL(MySqlErrorCode code, string? state, bool refuses) =>
        DatabaseFault.MySql((int)code, state).Should().Be(Expected(refuses));

    [Theory]
    [InlineData(18456, 14, true)]   // log-in
    [InlineData(4060, 11, true)]    // no such database
    [InlineData(229, 14, true)]     // permission
    [InlineData(102, 15, true)]     // syntax
    [InlineData(207, 16, true)]     // no such column
    [InlineData(208, 16, true)]     // no such table
    [InlineData(8134, 16, true)]    // division by zero
    [InlineData(-2, 11, false)]     // time-out
    [InlineData(0, 20, false)]      // no connection
    [InlineData(53, 20, false)]     // no such server
    [InlineData(1205, 13, false)]   // deadlock
    [InlineData(1222, 16, false)]   // lock
    [InlineData(701, 17, false)]    // memory
    [InlineData(9002, 17, false)]   // log is full
    [InlineData(823, 24, false)]    // I/O
    [InlineData(18401, 14, false)]  // upgrading itself
    [InlineData(922, 14, false)]    // being recovered
    [InlineData(40613, 17, false)]  // not available (Azure)
    [InlineData(10928, 16, false)]  // limit of Azure
    public void SqlServer(int number, byte severity, bool refuses) =>
        DatabaseFault.SqlServer(number, severity).Should().Be(Expected(refuses));

    [Theory]
    [InlineData(1, true)]    // syntax, no such table or column
    [InlineData(8, true)]    // a write
    [InlineData(23, true)]   // not authorized
    [InlineData(5, false)]   // busy
    [InlineData(6, false)]   // locked
    [InlineData(9, false)]   // interrupted
    [InlineData(10, false)]  // I/O
    [InlineData(11, false)]  // corrupt
    [InlineData(13, false)]  // full
    [InlineData(14, false)]  // cannot be opened: not there
    [InlineData(26, false)]  // no database
    public void SQLite(int code, bool refuses) => DatabaseFault.Sqlite(code).Should().Be(Expected(refuses));

    private static Happened Expected(bool refuses) => refuses ? Happened.DatabaseRefuses : Happened.DatabaseAway;
}
