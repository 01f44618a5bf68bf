using System.Data.Common;
using Dapper;
using SmokeTests.Databases;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests;

/// <summary>
/// The database behind a page, opened read-only: the engine refuses every write. Each query is a step with its own
/// time limit (the environment's <c>stepLimit</c>, 10 s by default).
/// </summary>
public sealed class Database
{
    private readonly string name;
    private readonly Engine engine;
    private readonly string connection;
    private readonly EnvironmentSettings environment;
    private readonly Recorder recorder;
    private readonly CancellationToken stop;

    internal Database(string name, EnvironmentSettings environment, DatabaseSettings settings, Recorder recorder, Blotter blotter, CancellationToken stop)
    {
        (this.name, this.environment, this.recorder, this.stop) = (name, environment, recorder, stop);
        engine = Engine.All[settings.Engine];
        connection = settings.Connection.Value ?? throw new CheckBrokenException(
            $"The database '{name}' needs the environment variable {settings.Connection.MissingVariable}, which is not set.");
        if (new DbConnectionStringBuilder { ConnectionString = connection }.TryGetValue("Password", out var password))
            blotter.Learn((string)password);
    }

    /// <summary>The one value of the one row that the query returns; the step fails when there are none or several.</summary>
    /// <param name="sql">A <c>select</c>. Parameters are written <c>@name</c>.</param>
    /// <param name="parameters">An object with a property for each parameter.</param>
    public Task<T> Single<T>(string sql, object? parameters = null) => Ask<T, T>(sql, parameters, rows => rows switch
    {
        [var one] => one,
        [] => throw recorder.Fail("the query returned no row", "one row of " + Oneline(sql), "no row"),
        _ => throw recorder.Fail($"the query returned {rows.Length} rows", "one row of " + Oneline(sql), $"{rows.Length} rows"),
    });

    /// <summary>All rows that the query returns.</summary>
    /// <inheritdoc cref="Single{T}"/>
    public Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters = null) =>
        Ask<T, IReadOnlyList<T>>(sql, parameters, rows => rows);

    private Task<TResult> Ask<TRow, TResult>(string sql, object? parameters, Func<TRow[], TResult> answer) =>
        recorder.Take($"ask database {name}", async _ =>
        {
            recorder.Reaching();
            try
            {
                await using var session = engine.Open(connection, environment.Folder);
                await session.OpenAsync(stop);
                await session.ExecuteAsync(engine.ReadOnly);
                var seconds = Math.Max(1, (int)environment.StepLimit.TotalSeconds);
                var query = new CommandDefinition(sql, parameters, commandTimeout: seconds, cancellationToken: stop);
                return answer([.. await session.QueryAsync<TRow>(query)]);
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                throw recorder.Fail($"the database '{name}' answered: {e.Message}", actual: e.Message, because: e);
            }
            catch (ArgumentException e)
            {
                throw new CheckBrokenException($"The connection of the database '{name}' is wrong: {e.Message}", e);
            }
        });

    private static string Oneline(string sql) => string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
