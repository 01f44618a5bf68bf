using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using SmokeTests.Databases;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Tests;

/// <summary>Both engines answer the same questions, and both refuse every write.</summary>
public sealed class DatabaseTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private RunContext run = null!;

    public static TheoryData<string> Engines => ["sqlite", "postgresql"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_query_answers(string engine)
    {
        var database = await Orders(engine);
        (await database.Single<string>("select status from smoke_orders where reference = @reference", new { reference = "r2" })).Should()
            .Be("sent");
        (await database.Rows<string>("select reference from smoke_orders order by reference")).Should().Equal("r1", "r2");
        run.Recorder.Steps.Select(s => s.Name).Should().Equal("ask database orders", "ask database orders");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_write_is_refused(string engine)
    {
        var database = await Orders(engine);
        var write = () => database.Rows<string>("insert into smoke_orders values ('r3', 'paid') returning reference");
        (await write.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().Contain("it begins with INSERT");
        (await database.Single<long>("select count(*) from smoke_orders")).Should().Be(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_engine_refuses_a_write_by_itself(string engine)
    {
        await Orders(engine);
        var settings = run.Settings.Databases["orders"];
        await using var session = DatabaseEngine.All[engine].Open(settings.Connection.Value!, folder);
        await session.OpenAsync();
        await session.ExecuteAsync(DatabaseEngine.All[engine].ReadOnly!);
        var write = () => session.ExecuteAsync("insert into smoke_orders values ('r3', 'paid')");
        (await write.Should().ThrowAsync<System.Data.Common.DbException>()).Which.Message.Should().MatchRegex("(?i)read-?only");
    }

    [Theory]
    //          statement                                            what is wrong with it
    [InlineData("select * from orders",                              null)]
    [InlineData("with x as (select 1) select * from x",              null)]
    [InlineData("select 'delete from orders'",                       null)]
    [InlineData("-- drop table orders\nselect updated_at from orders", null)]
    [InlineData("select count(*) from orders; ",                     null)]
    [InlineData("delete from orders",                                "it begins with DELETE")]
    [InlineData("select 1; drop table orders",                       "it begins with DROP")]
    [InlineData("with x as (delete from orders returning *) select * from x", "it says DELETE FROM")]
    [InlineData("select * into copy from orders",                    "it says INTO COPY FROM")]
    [InlineData("select 1; set session transaction read write",      "it begins with SET")]
    [InlineData("exec pay_all",                                      "it begins with EXEC")]
    [InlineData("  ",                                                "it is empty")]
    public void A_statement_that_does_more_than_read_is_refused(string sql, string? refusal)
    {
        var said = Databases.ReadingOnly.Refusal(sql);
        (refusal is null ? said is null : said?.StartsWith(refusal, StringComparison.Ordinal) == true).Should().BeTrue(said);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_query_is_compared_now_or_in_the_end(string engine)
    {
        var database = await Orders(engine);
        await database.ShouldReturn("paid", "select status from smoke_orders where reference = 'r1'");
        await database.EventuallyReturns(2L, "select count(*) from smoke_orders", within: "2s");
        var wrong = () => database.ShouldReturn("sent", "select status from smoke_orders where reference = 'r1'");
        (await wrong.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
            .ContainAll("the query returned something else", "Expected  sent", "Instead   paid");
        var never = () => database.EventuallyReturns(3L, "select count(*) from smoke_orders", within: "1s");
        (await never.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("(after 1 s)");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_single_answer_must_be_one(string engine)
    {
        var database = await Orders(engine);
        var none = () => database.Single<string>("select status from smoke_orders where reference = 'none'");
        var two = () => database.Single<string>("select status from smoke_orders");
        (await none.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
            .Contain("Ask database orders: the query returned no row");
        (await two.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("returned 2 rows");
    }

    [Fact]
    public async Task A_connection_that_lacks_its_variable_is_broken_not_failed()
    {
        var make = () => Task.FromResult(Database(new DatabaseSettings("sqlite", new Text(null, "ORDERS"))));
        (await make.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().Contain("ORDERS, which is not set");
    }

    private async Task<Database> Orders(string engine)
    {
        const string tables =
            "drop table if exists smoke_orders; create table smoke_orders (reference text, status text); insert into smoke_orders "
                + "values ('r1', 'paid'), ('r2', 'sent')";
        if (engine == "sqlite")
        {
            await using var file = new SqliteConnection($"Data Source={Path.Combine(folder, "orders.db")}");
            await file.ExecuteAsync(tables);
            return Database(new DatabaseSettings(engine, new Text("Data Source=orders.db", null)));
        }
        var connection = System.Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES")
            ?? throw new InvalidOperationException("PostgreSQL is missing. Run the tests with: dotnet run --project build -- test");
        await using var server = new NpgsqlConnection(connection);
        await server.ExecuteAsync(tables);
        return Database(new DatabaseSettings(engine, new Text(connection, null)));
    }

    private Database Database(DatabaseSettings settings)
    {
        var environment = new EnvironmentSettings { Name = "test", Site = new Uri("http://shop.example"),
            StepLimit = TimeSpan.FromSeconds(5), Folder = folder,
                Databases = new Dictionary<string, DatabaseSettings> { ["orders"] = settings } };
        run = new RunContext("r1", SuiteSettings.Of(environment), TimeProvider.System);
        return new Database("orders", run, settings);
    }
}
