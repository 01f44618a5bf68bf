using Microsoft.Data.Sqlite;

namespace SmokeTests.Cleanup;

/// <summary>
/// What is owed, in a SQLite file of its own that worker and runner share: written durably before the act, struck out
/// after the payment. Who holds a debt is known by a lock file, which the operating system lets go when its process
/// ends: a debt whose holder is gone is anybody's to pay.
/// </summary>
internal sealed class Ledger
{
    private readonly string connection;
    private readonly string folder;
    private readonly Lazy<ProcessLock> self;

    public Ledger(string file)
    {
        folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();
        self = new Lazy<ProcessLock>(() => ProcessLock.Of(folder));
        using var db = Open();
        Execute(db, """
            pragma journal_mode = wal;
            create table if not exists debts (
              id text primary key, run text not null, check_name text not null, suite text not null, environment text not null, team text,
              class text not null, method text not null, arguments text not null, owed_at integer not null,
              attempts integer not null default 0, next_at integer not null, error text, holder text)
            """);
    }

    /// <summary>Under <c>dotnet test</c>, and for a worker that was told nothing else: beside the user's other application data.</summary>
    public static string UsualFile(string suite) => Path.Combine(UsualFolder, suite, UsualName);

    /// <summary>The usual files of all suites that there are.</summary>
    public static IReadOnlyList<string> UsualFiles() => !Directory.Exists(UsualFolder) ? []
        : [.. Directory.EnumerateDirectories(UsualFolder).Select(f => Path.Combine(f, UsualName)).Where(File.Exists)
            .Order(StringComparer.Ordinal)];

    private const string UsualName = "debts.db";

    /// <summary>The year 9000, in milliseconds since 1970.</summary>
    private const long Latest = 221_845_392_000_000;

    private static readonly string NextAt = Whole("next_at");

    /// <summary>What bears no name of ours is nobody's to pay: it is shown, and can be struck out by hand.</summary>
    private static readonly string IsTried = $"{Whole("attempts")} < @most and typeof(id) = 'text' and typeof(holder) in ('text', 'null')";

    private static string UsualFolder => Path.Combine(
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData,
            System.Environment.SpecialFolderOption.Create), "smoketests");

    /// <summary>On disk when this returns, held by this process.</summary>
    public void Owe(Debt debt)
    {
        using var db = Open();
        Execute(db, """
            insert into debts (id, run, check_name, suite, environment, team, class, method, arguments, owed_at, next_at, holder)
            values (@id, @run, @check, @suite, @environment, @team, @class, @method, @arguments, @owed, @owed, @holder)
            """, ("@id", debt.Id), ("@run", debt.Run), ("@check", debt.Check), ("@suite", debt.Suite), ("@environment", debt.Environment),
            ("@team", debt.Team), ("@class", debt.Class), ("@method", debt.Method), ("@arguments", debt.Arguments),
            ("@owed", debt.OwedAt.ToUnixTimeMilliseconds()), ("@holder", self.Value.Name));
    }

    public void Paid(string id)
    {
        using var db = Open();
        Execute(db, "delete from debts where id = @id", ("@id", id));
    }

    /// <summary>Lets a debt go that was not tried to be paid: it is anybody's at once.</summary>
    public void Release(string id)
    {
        using var db = Open();
        Execute(db, "update debts set holder = null where id = @id", ("@id", id));
    }

    /// <summary>Lets a debt go that could not be paid now; it is due again after a pause.</summary>
    public Debt Postpone(Debt debt, string error, DateTimeOffset now)
    {
        var attempts = debt.Attempts + 1;
        var next = now + Debt.PauseAfter(attempts);
        using var db = Open();
        Execute(db, "update debts set attempts = @attempts, next_at = @next, error = @error, holder = null where id = @id",
            ("@id", debt.Id), ("@attempts", attempts), ("@next", next.ToUnixTimeMilliseconds()), ("@error", error));
        return debt with { Attempts = attempts, NextAt = next, Error = error };
    }

    /// <summary>Takes over the debts of a suite whose time has come and that no living process holds.</summary>
    public IReadOnlyList<Debt> Claim(string suite, string environment, DateTimeOffset now, string? ofClass = null)
    {
        using var db = Open();
        var due = Read(db,
            $"suite = @suite and environment = @environment and {NextAt} <= @now and {IsTried} and (@ofClass is null or class = @ofClass)",
            ("@suite", suite), ("@environment", environment), ("@now", now.ToUnixTimeMilliseconds()), ("@most", Debt.MostAttempts),
            ("@ofClass", ofClass));
        return [.. due.Where(d => IsFree(db, d.Debt, d.Holder) && Take(db, d.Debt.Id, d.Holder)).Select(d => d.Debt)];
    }

    /// <summary>When the next debt of a suite is due; null where nothing is left to try.</summary>
    public DateTimeOffset? NextDue(string suite, string environment)
    {
        using var db = Open();
        using var command = Command(db,
            $"select min({NextAt}) from debts where suite = @suite and environment = @environment and {IsTried}",
            ("@suite", suite), ("@environment", environment), ("@most", Debt.MostAttempts));
        return command.ExecuteScalar() is long at ? At(at) : null;
    }

    public IReadOnlyList<Debt> All()
    {
        using var db = Open();
        return [.. Read(db, "true").Select(d => d.Debt)];
    }

    /// <summary>Whether nobody holds it. Where that cannot be known it is left alone, and says why.</summary>
    private bool IsFree(SqliteConnection db, Debt debt, string? holder)
    {
        try
        {
            return holder is null || !ProcessLock.Lives(folder, holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var error = $"whether the process that owes it still runs cannot be known: {e.Message}";
            if (debt.Error != error)
                Execute(db, "update debts set error = @error where id = @id", ("@error", error), ("@id", debt.Id));
            return false;
        }
    }

    private bool Take(SqliteConnection db, string id, string? from) =>
        Execute(db, "update debts set holder = @me where id = @id and holder is @from",
            ("@me", self.Value.Name), ("@id", id), ("@from", from)) == 1;

    private static List<(Debt Debt, string? Holder)> Read(SqliteConnection db, string where, params ReadOnlySpan<(string, object?)> values)
    {
        using var command = Command(db,
            $"""
            select {Text("id")}, {Text("run")}, {Text("check_name")}, {Text("suite")}, {Text("environment")}, {Text("team")},
              {Text("class")}, {Text("method")},
              {Text("arguments")}, {Whole("owed_at")}, {Whole("attempts")}, {NextAt}, {Text("error")}, {Text("holder")}
            from debts where {where} order by owed_at desc, rowid desc
            """, values);
        using var row = command.ExecuteReader();
        var found = new List<(Debt, string?)>();
        while (row.Read())
            found.Add((new Debt(Cell(0)!, Cell(1)!, Cell(2)!, Cell(3)!, Cell(4)!, Cell(5), Cell(6)!, Cell(7)!, Cell(8)!,
                At(row.GetInt64(9)), (int)Math.Clamp(row.GetInt64(10), 0, int.MaxValue), At(row.GetInt64(11)), Cell(12)), Cell(13)));
        return found;

        string? Cell(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>Any value may stand in any column of SQLite: it is read as its column's type.</summary>
    private static string Text(string column) => $"cast({column} as text)";

    private static string Whole(string column) => $"cast({column} as integer)";

    /// <summary>Whatever stands there is a time.</summary>
    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(ms, 0, Latest));

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        Execute(db, "pragma synchronous = full");
        return db;
    }

    private static int Execute(SqliteConnection db, string sql, params ReadOnlySpan<(string, object?)> values)
    {
        using var command = Command(db, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection db, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
