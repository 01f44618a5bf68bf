using System.Text;
using Microsoft.Data.Sqlite;
using SmokeTests.Cleanup;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Tests;

/// <summary>What is owed, as it is kept: without secrets, and never taken from somebody who may still be paying.</summary>
public sealed class LedgerTests : IDisposable
{
    private const string Key = "a-key of <several> letters";
    private const string Password = "pässwörd-of-ada";

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-ledger-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_secret_of_the_settings_stands_in_an_argument_by_its_name_and_comes_back_as_it_is_then()
    {
        var run = Run();
        object?[] arguments = ["order 66", $"Bearer {Key}", Password, 7, null, new Uri("https://shop.example/é")];
        var written = DebtArguments.Write(arguments, run);
        written.Should().Be(
            """["order 66","Bearer •••secrets.key•••","•••accounts.pool.pool[1].password•••",7,null,"https://shop.example/é"]""");

        var method = GetType().GetMethod(nameof(Undo), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
        DebtArguments.Read(method, Owed(written!), run.NamedSecrets).Should().Equal(arguments);
        DebtArguments.Read(method, Owed(written!), Run("another key").NamedSecrets)[1].Should()
            .Be("Bearer another key", "it is the secret of the day when it is paid");
        FluentActions.Invoking(() => DebtArguments.Read(method, Owed(written!), [])).Should().Throw<CheckBrokenException>()
            .Which.Message.Should().Contain("secrets.key").And.Contain("smoke debts --forget d1");
    }

    [Fact]
    public void A_secret_that_has_no_name_is_not_written_down_in_any_spelling()
    {
        var run = Run();
        run.Redactor.Learn("a token of this run");
        foreach (var argument in new object[] { "a token of this run", new Uri($"https://shop.example/?key={Uri.EscapeDataString(Key)}"),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)), Convert.ToHexString(Encoding.UTF8.GetBytes(Key)),
            "https://ada:pw@shop.example/" })
            DebtArguments.Write([argument], run).Should().BeNull("{0}", argument);
    }

    [Fact]
    public void A_debt_whose_holder_cannot_be_asked_for_is_left_alone_and_says_why()
    {
        var ledger = new Ledger(Path.Combine(folder, "debts.db"));
        ledger.Owe(Owed("[]"));
        Hold("gone");
        ledger.Claim("s", "local", DateTimeOffset.UtcNow).Should().ContainSingle("its holder is gone");

        Hold("another-users");
        Directory.CreateDirectory(Path.Combine(folder, "holder-another-users.lock"));
        ledger.Claim("s", "local", DateTimeOffset.UtcNow).Should().BeEmpty();
        ledger.All().Single().Error.Should()
            .StartWith("whether the process that owes it still runs cannot be known: ").And.Contain("holder-another-users.lock");

        Hold("alive");
        using (new FileStream(Path.Combine(folder, "holder-alive.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            ledger.Claim("s", "local", DateTimeOffset.UtcNow).Should().BeEmpty("a process that lives pays by itself");
    }

    /// <summary>SQLite takes any value in any column; whoever has written it by hand gets it shown, and nothing stops.</summary>
    [Theory]
    [InlineData("'soon'")]
    [InlineData("x'00ff'")]
    [InlineData("x''")]
    [InlineData("1e308")]
    [InlineData("7.5")]
    [InlineData("-9223372036854775808")]
    [InlineData("'{\"a\":'")]
    [InlineData("'a' || char(0) || 'b'")]
    public void Whatever_stands_in_a_row_the_others_are_paid(string odd)
    {
        const string columns =
            "id, run, check_name, suite, environment, team, class, method, arguments, owed_at, attempts, next_at, error, holder";
        var ledger = new Ledger(Path.Combine(folder, "debts.db"));
        ledger.Owe(Owed("[]"));
        Hold("gone");
        Do($"insert into debts ({columns}) select {string.Join(", ", columns.Split(", ").Select(_ => odd))}");
        foreach (var column in columns.Split(", ").Except(["id", "suite", "environment"]))
            Do($"insert into debts ({columns}) select "
                + $"'odd {column}', {string.Join(", ", columns.Split(", ").Skip(1).Select(c => c == column ? odd : c))} from debts "
                + "where id = 'd1'");

        ledger.All().Should().HaveCount(1 + 1 + 11);
        ledger.Claim("s", "local", DateTimeOffset.UtcNow).Should().Contain(d => d.Id == "d1");
        ledger.NextDue("s", "local").Should().NotBeNull();
        foreach (var debt in ledger.All())
            ledger.Postpone(debt, "not now", DateTimeOffset.UtcNow).NextAt.Should().BeAfter(DateTimeOffset.UtcNow);
    }

    private static void Undo(string order, string header, string password, int count, string? none, Uri where) =>
        throw new InvalidOperationException($"{order}{header}{password}{count}{none}{where}");

    private static Debt Owed(string arguments) =>
        new("d1", "r1", "c", "s", "local", null, "C", "Void Undo()", arguments, DateTimeOffset.UnixEpoch, 0,
            DateTimeOffset.UnixEpoch, null);

    private void Do(string sql)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(folder, "debts.db")}");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Hold(string holder)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(folder, "debts.db")}");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "update debts set holder = $holder";
        command.Parameters.AddWithValue("$holder", holder);
        command.ExecuteNonQuery();
    }

    private RunContext Run(string key = Key)
    {
        var file = Path.Combine(folder, "smoketests.json");
        File.WriteAllText(file,
            """{ "environments": { "local": { "site": "http://shop.example", "secrets": { "key": "${KEY}" },"""
                + """ "accounts": { "pool": { "pool": [ { "user": "a", "password": "other-password" },"""
                + """ { "user": "b", "password": "${PASSWORD}" } ] } } } } }""");
        var settings = SuiteSettings.Load(file, null, new Dictionary<string, string> { ["KEY"] = key, ["PASSWORD"] = Password });
        return new RunContext("r1", settings, TimeProvider.System);
    }
}
