using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using SmokeTests.Arguments;
using SmokeTests.Databases;
using SmokeTests.Recording;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests;

/// <summary>
/// The database behind a page, opened read-only: the engine refuses every write where it can, and the library refuses
/// statements that do more than read. Each query is a step with its own time limit (the environment's <c>stepLimit</c>,
/// 10 s by default), connecting included. Engines: sqlite, postgresql, mysql (MariaDB too), sqlserver. A database that cannot
/// be reached, does not answer in time or fails by itself fails the step, a SQLite file that is not there too; one that
/// refuses the log-in, the database's name, the permission or the statement makes the check broken.
/// </summary>
public sealed class Database
{
    private static readonly TimeSpan BetweenQueries = TimeSpan.FromMilliseconds(500);

    private readonly string name;
    private readonly DatabaseEngine engine;
    private readonly string connection;
    private readonly RunContext run;
    private readonly Recorder recorder;

    internal Database(string name, RunContext run, DatabaseSettings settings)
    {
        (this.name, this.run, recorder) = (name, run, run.Recorder);
        engine = DatabaseEngine.All[settings.Engine];
        connection = settings.Connection.Value ?? throw new CheckBrokenException(
            $"The database '{name}' needs the environment variable {settings.Connection.MissingVariable}, which is not set.");
        foreach (var key in new[] { "Password", "Pwd" })
            if (Parts().TryGetValue(key, out var password))
                run.Redactor.Learn((string)password);
    }

    /// <summary>The one value of the one row that the query returns; the step fails when there are none or several.</summary>
    /// <param name="sql">A <c>select</c>. Parameters are written <c>@name</c>.</param>
    /// <param name="parameters">An object with a property for each parameter.</param>
    /// <exception cref="CheckBrokenException">The statement does more than read.</exception>
    public Task<T> Single<T>(string sql, object? parameters = null) => Step(sql, async () =>
    {
        var rows = await Ask<T>(sql, parameters);
        return rows is [var one] ? one : throw Not(One(sql, rows)!);
    });

    /// <summary>All rows that the query returns.</summary>
    /// <inheritdoc cref="Single{T}"/>
    public Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters = null) =>
        Step<IReadOnlyList<T>>(sql, async () => await Ask<T>(sql, parameters));

    /// <summary>Fails unless the query returns one row with that value.</summary>
    /// <param name="expected">The value, compared with <see cref="object.Equals(object)"/>.</param>
    /// <param name="sql">A <c>select</c>. Parameters are written <c>@name</c>.</param>
    /// <param name="parameters">An object with a property for each parameter.</param>
    /// <exception cref="CheckBrokenException">The statement does more than read.</exception>
    public Task ShouldReturn<T>(T expected, string sql, object? parameters = null) => Step(sql, async () =>
        Wrong(expected, sql, await Ask<T>(sql, parameters)) is { } wrong ? throw Not(wrong) : true);

    /// <summary>Asks twice a second until the query returns one row with that value: for work that takes time.</summary>
    /// <param name="within">How long that may take, such as <c>30s</c>, which is the default.</param>
    /// <inheritdoc cref="ShouldReturn{T}"/>
    public Task EventuallyReturns<T>(T expected, string sql, object? parameters = null, string within = "30s") => Step(sql, async () =>
    {
        var (began, limit) = (run.Time.GetTimestamp(), Waiting.Of(within));
        while (Wrong(expected, sql, await Ask<T>(sql, parameters)) is { } wrong)
        {
            if (run.Time.GetElapsedTime(began) >= limit)
                throw Not((wrong.What + $" (after {Interval.Write(limit)})", wrong.Expected, wrong.Actual));
            await Task.Delay(BetweenQueries, run.Time, run.Stop);
        }
        return true;
    });

    private Task<T> Step<T>(string sql, Func<Task<T>> act) => recorder.Take($"ask database {name}", _ =>
        ReadingOnly.Refusal(sql) is { } refusal
            ? throw new CheckBrokenException($"A check only reads: \"{Oneline(sql)}\" is refused, because {refusal}.")
            : act());

    private async Task<T[]> Ask<T>(string sql, object? parameters)
    {
        var (session, address) = Connection();
        var limit = run.Settings.StepLimit;
        using var late = new CancellationTokenSource(limit, run.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, run.Stop);
        var query = new Query(engine, session, limit);
        recorder.Reaching($"{address} to let it in");
        try
        {
            return await query.Rows<T>(sql, parameters, () => recorder.Reaching($"{address} to answer \"{Oneline(sql)}\""), both.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !run.Stop.IsCancellationRequested)
        {
            var what = query.IsConnected ? "did not answer" : "let nobody in";
            throw recorder.Fail($"the database '{name}' ({address}) {what} within {Interval.Write(limit)}", Answer(sql), "none in time",
                because: e);
        }
        catch (DbException e)
        {
            throw DatabaseFault.Of(e) == Happened.DatabaseRefuses ? Refused(query, address, sql, e) : Away(query, address, sql, e);
        }
        catch (Exception e) when (e is TimeoutException or SocketException or IOException or AuthenticationException)
        {
            throw Away(query, address, sql, e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException
            or FormatException or InvalidCastException or DataException)
        {
            throw Refused(query, address, sql, e);
        }
    }

    private DbConnectionStringBuilder Parts()
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connection };
        }
        catch (ArgumentException e)
        {
            throw new CheckBrokenException($"The connection of the database '{name}' is wrong: {e.Message}", e);
        }
    }

    private (DbConnection Session, string Address) Connection()
    {
        try
        {
            var session = engine.Open(connection, run.Settings.Folder);
            return (session, engine.Address(session));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CheckBrokenException($"The connection of the database '{name}' is wrong: {e.Message}", e);
        }
    }

    private JourneyFailedException Away(Query query, string address, string sql, Exception e)
    {
        var why = e.Message;
        if (e.InnerException is { } inner && !why.Contains(inner.Message, StringComparison.Ordinal))
            why += $" {inner.Message}";
        if (e is SqliteException && !File.Exists(address))
            why = $"there is no such file. {why}";
        var what = query.IsConnected ? "answered" : "cannot be reached";
        return recorder.Fail($"the database '{name}' ({address}) {what}: {why}", Answer(sql), why, because: e);
    }

    /// <summary>It is there, and says that the check or its settings are wrong.</summary>
    private CheckBrokenException Refused(Query query, string address, string sql, Exception e) => new(query.IsConnected
        ? $"The database '{name}' ({address}) refuses what the check asks: {e.Message} The statement: \"{Oneline(sql)}\""
        : $"The connection of the database '{name}' ({address}) {(e is DbException ? "is refused" : "cannot be used")}: {e.Message} "
            + $"Look at environments.{run.Settings.Name}.databases.{name} in {SettingsFile.Name}.", e);

    private static (string What, string? Expected, string? Actual)? One<T>(string sql, T[] rows) => rows.Length switch
    {
        1 => null,
        0 => ("the query returned no row", "one row of " + Oneline(sql), "no row"),
        _ => ($"the query returned {rows.Length} rows", "one row of " + Oneline(sql), $"{rows.Length} rows"),
    };

    private static (string What, string? Expected, string? Actual)? Wrong<T>(T expected, string sql, T[] rows) =>
        One(sql, rows) is { } wrong ? wrong
        : Equals(rows[0], expected) ? null
        : ("the query returned something else", $"{expected}", $"{(rows[0] is null ? "null" : rows[0])}, from {Oneline(sql)}");

    private JourneyFailedException Not((string What, string? Expected, string? Actual)? wrong) =>
        recorder.Fail(wrong!.Value.What, wrong.Value.Expected, wrong.Value.Actual);

    private static string Answer(string sql) => $"an answer to \"{Oneline(sql)}\"";

    private static string Oneline(string sql) => string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
