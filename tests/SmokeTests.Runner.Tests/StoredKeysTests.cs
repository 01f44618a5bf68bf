using Dapper;
using Microsoft.Data.Sqlite;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// What somebody else, an older version or a broken disk has left where keys are kept: the runner starts, says so and goes on.
/// </summary>
public sealed class StoredKeysTests : IDisposable
{
    private const string Id = "5f1c8f5e-0b0a-4a8e-9f0e-2f6a1f3f0a11";
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-keys-").FullName;

    public static TheoryData<string> Poisons =>
    [
        "", "x", "<key", "<key/>", "<other/>", "<key id=\"x\"/>", $"<key id=\"{Id}\" version=\"1\"><creationDate>soon</creationDate></key>",
        $"<key id=\"{Id}\" "
            + "version=\"1\"><creationDate>9999-12-31T23:59:59Z</creationDate>"
            + "<activationDate>0001-01-01T00:00:00Z</activationDate><expirationDate>9999-12-31T23:59:59Z</expirationDate>"
            + "<descriptor deserializerType=\"x\"/></key>",
        "<revocation/>", "<revocation version=\"1\"><revocationDate>never</revocationDate></revocation>",
        "<revocation version=\"1\"><revocationDate>2026-01-01T00:00:00Z</revocationDate></revocation>",
        "<revocation version=\"1\"><revocationDate>2026-01-01T00:00:00Z</revocationDate><key id=\"x\"/></revocation>",
        "<!DOCTYPE key [<!ENTITY a \"x\">]><key>&a;</key>", "\u0001",
    ];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task A_file_among_the_keys_that_is_no_key_is_left_out(string poison)
    {
        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName;
        await File.WriteAllTextAsync(Path.Combine(keys, "key-of-somebody.xml"), poison, TestContext.Current.CancellationToken);
        await using var runner = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder);
        await Holds(runner);
        runner.Log.Entries.Should().Contain(e => e.Text.Contains("key-of-somebody.xml", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task A_row_among_the_keys_that_is_no_key_is_left_out(string poison)
    {
        using var database = new TestDatabase();
        using (var historyStore = new HistoryStore(Dialect.For(database.Connection)))
            historyStore.Write((db, transaction) => db.Execute("insert into keys (name, value) values ('sessions of somebody', @poison)",
                new { poison }, transaction));
        await using var runner = await RunnerUnderTest.Start(database.Connection, folder);
        await Holds(runner);
        runner.Log.Entries.Should().Contain(e => e.Text.Contains("of somebody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_there_twice_is_one()
    {
        string session;
        await using (var runner = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder))
            session = await Holds(runner);
        var key = Directory.GetFiles(Path.Combine(folder, "keys")).Single();
        File.Copy(key, Path.Combine(folder, "keys", "a copy.xml"));
        await using var again = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder);
        (await again.Get("/api/checks", session)).Status.Should().Be(200, "who has signed in stays so");
        await Holds(again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("00ff")]
    [InlineData("\u0001")]
    public async Task A_key_of_links_that_is_none_is_made_anew(string poison)
    {
        using (var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db"))))
            historyStore.Write((db, transaction) => db.Execute("insert into keys (name, value) values ('links', @poison)", new { poison },
                transaction));
        string act;
        await using (var runner = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder))
        {
            await runner.Fill();
            await TestContext.Current.Until(() => runner.Get<Outbox>().Notifications().Count > 0);
            act = runner.Act;
            (await runner.Get(act)).Status.Should().Be(200);
            runner.Log.Stacks.Should().BeEmpty();
        }
        await using var again = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder);
        again.Act.Should().Be(act);
    }

    [Fact]
    public void A_history_that_is_away_for_a_moment_ends_no_signing()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var linkSigner = new LinkSigner(historyStore);
        using (var other = new SqliteConnection($"Data Source={Path.Combine(folder, "smoke.db")};Pooling=false"))
        {
            other.Open();
            other.Execute("alter table keys rename to elsewhere");
            linkSigner.Invoking(s => s.Sign("x")).Should().Throw<System.Data.Common.DbException>();
            other.Execute("alter table elsewhere rename to keys");
        }
        linkSigner.Sign("x").Should().NotBeEmpty();
    }

    /// <summary>Somebody can sign in, and stays so.</summary>
    private static async Task<string> Holds(RunnerUnderTest runner)
    {
        var (answer, form) = await runner.SignIn("ada", RunnerUnderTest.Password);
        answer.Status.Should().Be(302, answer.Text);
        var session = $"Cookie: {string.Join("; ", answer.Cookies.Append(form))}";
        (await runner.Get("/api/checks", session)).Status.Should().Be(200);
        runner.Log.Stacks.Should().BeEmpty();
        return session;
    }
}
