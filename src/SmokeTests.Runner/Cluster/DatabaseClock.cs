using System.Diagnostics;
using Npgsql;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// The database's time. Several runners write into one history and compare what the others wrote with their own clocks: so
/// that clocks which differ by minutes do no harm, there is but one. How far this machine's is off is measured again and again;
/// while the database is away the last measurement holds.
/// </summary>
/// <param name="here">This machine's own clock.</param>
internal sealed class DatabaseClock(NpgsqlDataSource database, TimeProvider here) : TimeProvider
{
    /// <summary>What the way there and back may add: less is no difference.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);
    private long ahead;

    /// <summary>How far the database's clock is ahead of this machine's.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Volatile.Read(ref ahead));

    public override DateTimeOffset GetUtcNow() => here.GetUtcNow() + Ahead;

    public override long GetTimestamp() => here.GetTimestamp();

    public override long TimestampFrequency => here.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        here.CreateTimer(callback, state, dueTime, period);

    /// <exception cref="NpgsqlException">The database does not say.</exception>
    public async Task Adjust(CancellationToken cancel)
    {
        await using var ask = database.CreateCommand("select clock_timestamp()");
        var began = Stopwatch.GetTimestamp();
        var there = (DateTime)(await ask.ExecuteScalarAsync(cancel))!;
        // The time first: where the machine pauses in between, the way looks longer, and the clock no further off.
        var now = here.GetUtcNow();
        var way = Stopwatch.GetElapsedTime(began);
        var measured = new DateTimeOffset(there, TimeSpan.Zero) + way / 2 - now;
        if ((measured - Ahead).Duration() > Tolerance + way)
            Volatile.Write(ref ahead, measured.Ticks);
    }
}
