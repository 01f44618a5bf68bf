using System.Data.Common;
using System.Reflection;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;

namespace SmokeTests.Runner.History;

/// <summary>What differs between SQLite and PostgreSQL. Everything else of the history is one set of queries.</summary>
internal abstract class Dialect : IDisposable
{
    /// <summary>No history is read before one is opened.</summary>
    static Dialect() => Cells.Register();

    /// <summary>A column that the database counts up.</summary>
    protected abstract string Identity { get; }

    /// <summary>A column that holds a file.</summary>
    protected abstract string Bytes { get; }

    /// <summary>A number in SQL for the bucket of a latency: the power of 1.1 that holds <c>ms</c>.</summary>
    public const string Bucket =
        "cast(ceil(ln(case when ms >= 1 and ms < 1e13 then ms when ms < 1 then 1 else 1e13 end) / 0.0953101798) as integer)";

    /// <summary>
    /// A column of milliseconds, bytes or a count in SQL, of which any number can be summed up: what none of these can be is
    /// none.
    /// </summary>
    public static string Stretch(string column) => $"case when {column} between 0 and 3200000000000 then {column} else 0 end";

    /// <summary>PostgreSQL where the text names a host, otherwise SQLite in the file of that name.</summary>
    public static Dialect For(string place) =>
        place.Contains("host=", StringComparison.OrdinalIgnoreCase) ? new Postgres(place) : new Sqlite(place);

    public abstract DbConnection Open();

    /// <summary>Appends runs, many in one go.</summary>
    public abstract void Insert(IReadOnlyList<RunRow> rows, DbConnection db, DbTransaction transaction);

    /// <summary>Brings the tables forward from whatever step they stand on.</summary>
    /// <exception cref="HistoryException">A step did not succeed, and was undone.</exception>
    public virtual void Migrate()
    {
        var upgrade = Upgrade();
        if (upgrade.IsUpgradeRequired() && upgrade.PerformUpgrade() is { Successful: false } failed)
            throw new HistoryException(
                $"The history could not be brought to this version ({failed.ErrorScript?.Name}): {failed.Error.Message}", failed.Error);
    }

    /// <summary>How many steps it would be brought forward by.</summary>
    public int Behind() => Upgrade().GetScriptsToExecute().Count;

    public abstract void Dispose();

    private UpgradeEngine Upgrade() => Builder(DeployChanges.To)
        .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.Contains(".History.Schema.", StringComparison.Ordinal))
        .WithVariable("identity", Identity)
        .WithVariable("bytes", Bytes)
        .WithTransactionPerScript()
        .LogTo(new NoUpgradeLog())
        .Build();

    protected abstract UpgradeEngineBuilder Builder(SupportedDatabases databases);

    private sealed class NoUpgradeLog : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) { }
        public void LogDebug(string format, params object[] args) { }
        public void LogInformation(string format, params object[] args) { }
        public void LogWarning(string format, params object[] args) { }
        public void LogError(string format, params object[] args) { }
        public void LogError(Exception ex, string format, params object[] args) { }
    }
}
