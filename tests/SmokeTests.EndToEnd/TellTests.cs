using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SmokeTests.EndToEnd;

/// <summary>
/// <c>kill -9</c> of the runner at random moments while incidents open and end, against a receiver that takes, refuses for
/// a while, errs, hangs and hangs up. The variable SMOKETESTS_TELL_KILLS says how often; 12 times where nothing says so, 300
/// by <c>dotnet run --project build -- tellings</c>.
/// </summary>
public class TellTests(ITestOutputHelper output)
{
    private const int Checks = 10;
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("SMOKETESTS_TELL_KILLS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out var given) ? given : 12;

    [Fact]
    public async Task Every_opening_and_every_end_arrives_and_at_most_one_message_is_repeated_for_a_kill()
    {
        var random = new Random(20261123);
        await using var site = await ManyPages.Open();
        var fickle = true;
        await using var receiver = await TeamWebhook.Open(async context =>
        {
            switch (fickle ? random.Next(10) : 0)
            {
                case 6:
                    (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "1");
                    return false;
                case 7:
                    context.Response.StatusCode = 500;
                    return false;
                case 8:
                    await Task.Delay(700).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    context.Abort();
                    return false;
                case 9:
                    context.Abort();
                    return false;
                default:
                    return true;
            }
        });
        await using var runner = new Runner([Product.Specimen("Many"), "--every", "1s"], new Dictionary<string, string>
        {
            ["MANY"] = $"{Checks}", ["MANY_SITE"] = site.Address, ["SMOKETESTS__teams__load__webhook__address"] = receiver.Address,
        });
        await runner.Start();
        await runner.Until("every check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        for (var kill = 0; kill < Kills; kill++)
        {
            site.Toggle(random.Next(Checks));
            await Task.Delay(random.Next(200, 2_500), TestContext.Current.CancellationToken);
            await runner.Process.Kill();
            await runner.Start();
        }
        site.HealAll();
        fickle = false;
        await runner.Until("nothing is left to tell",
            () => Task.FromResult(Ask(runner, "select count(*) from incidents where closed_at is null") == 0
                && Ask(runner, "select count(*) from deliveries where state = 'Waiting'") == 0));

        var (told, incidents) = (receiver.Told.ToArray(), Ask(runner, "select count(*) from incidents where told_at is not null"));
        var repeats = told.GroupBy(t => t).Sum(g => g.Count() - 1);
        output.WriteLine($"{Kills} kills: {incidents} incidents were told, {told.Length} messages were taken, {repeats} of them repeats");
        incidents.Should().BePositive();
        told.Where(t => t.Kind == "opened").Select(t => t.Incident).Distinct().Should()
            .HaveCount((int)incidents, "every opening has arrived");
        told.Where(t => t.Kind == "resolved").Select(t => t.Incident).Distinct().Should()
            .HaveCount((int)incidents, "every end has arrived");
        for (var at = 0; at < told.Length; at++)
            if (told[at].Kind == "resolved")
                told.Take(at).Should().Contain(("opened", told[at].Incident), "no end comes before its beginning");
        repeats.Should().BeLessThanOrEqualTo(Kills);
    }

    private static long Ask(Runner runner, string sql)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "smoke.db")}");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
