using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace SmokeTests.EndToEnd;

/// <summary>
/// <c>kill -9</c> of the runner at random moments under load. The variable SMOKETESTS_KILLS says how often; 25 times
/// where nothing says so, 200 by <c>dotnet run --project build -- kills</c>.
/// </summary>
public class KillTests
{
    private const int Checks = 40;
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("SMOKETESTS_KILLS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out var given) ? given : 25;

    [Fact]
    public async Task Nothing_that_was_reported_is_missing_nothing_runs_twice_at_once_and_nobody_is_left()
    {
        var random = new Random(20261123);
        await using var site = await ManyPages.Open();
        var reported = new HashSet<string>(StringComparer.Ordinal);
        await using var runner = new Runner([Product.Specimen("Many"), "--every", "1s"],
            new Dictionary<string, string> { ["MANY"] = $"{Checks}", ["MANY_SITE"] = site.Address });
        for (var kill = 0; kill < Kills; kill++)
        {
            await runner.Start();
            var before = reported.Count;
            // Under load: runs are being reported when the moment comes.
            await runner.Until("runs are reported", async () => (await Look(runner, reported)).Count > before);
            await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken);
            await Look(runner, reported);
            await runner.Process.Kill();
            Saved(runner).Should().Contain(reported, "what was reported is there after kill {0}", kill);
        }
        await Patience.Until("the workers of the dead runner have ended by themselves", () => Family(runner) == 0);

        // The schedule goes on in its phase: where a check is due depends on the check alone.
        await runner.Start();
        for (var round = 0; round < 4; round++)
        {
            var last = (await runner.Checks()).ToDictionary(c => c.Id, c => c.Run);
            await runner.Until("each has run once more", async () => (await runner.Checks()).All(c => c.Run != last[c.Id]));
        }
        var due = LastDue(runner);
        due.Should().HaveCount(Checks);
        due.Should().OnlyContain(d => Math.Abs(d.Ms - Phase(d.Check)) <= 2, "each is due in its own place of the second");
        site.Overlaps.Should().BeEmpty("no check runs twice at once, across restarts either");
    }

    private static async Task<HashSet<string>> Look(Runner runner, HashSet<string> reported)
    {
        foreach (var check in await runner.Checks())
            if (check.Run is { } run)
                reported.Add(run);
        return reported;
    }

    private static HashSet<string> Saved(Runner runner) => [.. Ask(runner, "select id from runs", r => r.GetString(0))];

    /// <summary>When within its interval of a second each check was due last.</summary>
    private static List<(string Check, long Ms)> LastDue(Runner runner) => Ask(runner,
        "select id, cast(round(at - late) as integer) % 1000 from (select checks.id as id, at, late, row_number() over (partition by "
            + "checks.id order by at desc) as n from runs join checks on key = check_key where late is not null) where n = 1",
        r => (r.GetString(0), r.GetInt64(1)));

    private static long Phase(string check) => check.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % 1000;

    private static List<T> Ask<T>(Runner runner, string sql, Func<SqliteDataReader, T> read)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "smoke.db")}");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static int Family(Runner runner)
    {
        var mark = Encoding.UTF8.GetBytes(
            "SMOKETESTS_RUNNER="
                + Convert.ToHexStringLower(
                    System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(runner.Data))))[..16]
                + "\0");
        return Directory.GetDirectories("/proc").Count(folder =>
        {
            try
            {
                return int.TryParse(Path.GetFileName(folder), out _)
                    && File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
                return false;
            }
        });
    }
}
