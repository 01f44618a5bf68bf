using System.Net;
using System.Net.Sockets;
using Dapper;
using Microsoft.Data.Sqlite;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Verdicts;

/// <summary>What a database does to a check: it hangs, it is not there, it says no. Real servers, one of each.</summary>
public sealed class DatabaseVerdictTests : IDisposable
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(2);
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private RunContext run = null!;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory, InlineData("postgresql"), InlineData("mysql")]
    public async Task A_server_that_hangs_fails_the_step_and_is_asked_again_when_it_is_well(string engine)
    {
        await using var server = await OwnServer.Start(engine);
        var database = On(engine, server.Connection);
        (await database.Single<long>("select 40 + 2")).Should().Be(42);

        await server.Freeze();
        // A connection of the pool first, then a new one.
        for (var time = 0; time < 2; time++)
            (await Failure(() => database.Single<long>("select 40 + 2"))).Should()
                .MatchRegex($@"^Ask database orders: the database 'orders' \(127\.0\.0\.1:{server.Port}\)"
                    + @" (did not answer|let nobody in) within 2 s")
                .And.Contain("an answer to \"select 40 + 2\"");
        run.Start(TimeSpan.FromSeconds(1));
        (await Failure(() => database.Single<long>("select 40 + 2"))).Should()
            .Contain("not done when the time of the check was up (1 s)").And.MatchRegex(
                $"this step was still waiting for 127.0.0.1:{server.Port} to (let it in|answer)");

        server.Thaw();
        (await On(engine, server.Connection, TimeSpan.FromSeconds(30)).Single<long>("select 40 + 2")).Should().Be(42);
    }

    [Theory, InlineData("postgresql", "Host=127.0.0.1;Port={0};Username=smoke"),
        InlineData("mysql", "Server=127.0.0.1;Port={0};User ID=smoke")]
    public async Task A_server_that_takes_connections_and_says_nothing_lets_nobody_in(string engine, string connection)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        (await Failure(() => On(engine, string.Format(System.Globalization.CultureInfo.InvariantCulture, connection, port))
            .Single<long>("select 1")))
            .Should().StartWith($"Ask database orders: the database 'orders' (127.0.0.1:{port}) let nobody in within 2 s");
    }

    [Theory, InlineData("postgresql", "Host=127.0.0.1;Port={0};Username=smoke"),
        InlineData("mysql", "Server=127.0.0.1;Port={0};User ID=smoke")]
    public async Task A_server_that_is_not_there_fails_the_step(string engine, string connection)
    {
        var port = Ports.Refusing;
        (await Failure(() => On(engine, string.Format(System.Globalization.CultureInfo.InvariantCulture, connection, port))
            .Single<long>("select 1")))
            .Should().StartWith($"Ask database orders: the database 'orders' (127.0.0.1:{port}) cannot be reached");
    }

    [Theory]
    //          engine        changed in the connection        statement                               what is said
    [InlineData("postgresql", "Database=nowhere",              "select 1",
        "database \"nowhere\" does not exist")]
    [InlineData("postgresql", "Username=nobody",               "select 1",                             "role \"nobody\" does not exist")]
    [InlineData("postgresql", "",                              "select 1 from",                        "syntax error")]
    [InlineData("postgresql", "",                              "select 1 from nowhere",
        "relation \"nowhere\" does not exist")]
    [InlineData("postgresql", "",                              "select nothing from pg_class",         "column \"nothing\" does not exist")]
    [InlineData("postgresql", "",                              "select cast('four' as integer)",       "invalid input syntax")]
    [InlineData("mysql",      "Password=wrong",                "select 1",                             "Access denied for user 'smoke'")]
    [InlineData("mysql",      "Database=nowhere",              "select 1",                             "Unknown database 'nowhere'")]
    [InlineData("mysql",      "",                              "select 1 from",                        "error in your SQL syntax")]
    [InlineData("mysql",      "",                              "select 1 from shop.nowhere",           "doesn't exist")]
    [InlineData("mysql",      "",                              "select nothing from mysql.user",       "Unknown column 'nothing'")]
    [InlineData("mysql",      "",                              "select * from orders where id = @id",  "@id")]
    [InlineData("sqlite",     "",                              "select 1 from",                        "incomplete input")]
    [InlineData("sqlite",     "",                              "select 1 from nowhere",                "no such table: nowhere")]
    [InlineData("sqlite",     "",                              "select colour from orders",            "no such column: colour")]
    [InlineData("sqlite",     "",                              "select @id",                           "@id")]
    [InlineData("sqlite",     "Nothing=there",                 "select 1",
        "The connection of the database 'orders' is wrong")]
    public async Task A_no_of_the_database_makes_the_check_broken(string engine, string but, string sql, string said)
    {
        var ask = async () => await On(engine, But(await Connection(engine), but)).Rows<string>(sql);
        (await ask.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().Contain(said).And.Contain("'orders'");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_database_that_cannot_be_reached() =>
        (await Failure(() => On("sqlite", "Data Source=gone.db").Single<long>("select 1"))).Should()
        .ContainAll("gone.db", "cannot be reached: there is no such file", "Expected  an answer to \"select 1\"");

    [Fact]
    public async Task A_locked_database_fails_the_step()
    {
        await using var writer = new SqliteConnection(await Connection("sqlite", whole: true));
        await writer.OpenAsync();
        await writer.ExecuteAsync("pragma locking_mode = exclusive; begin exclusive");
        (await Failure(() => On("sqlite", "Data Source=orders.db").Single<long>("select count(*) from orders"))).Should()
            .MatchRegex("database is locked|did not answer within 2 s|let nobody in within 2 s");
    }

    [Fact]
    public async Task A_query_that_computes_without_end_in_this_process_is_ended()
    {
        await Connection("sqlite");
        (await Failure(() => On("sqlite", "Data Source=orders.db")
            .Single<long>("with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n")))
            .Should().Contain("did not answer within 2 s");
    }

    private static async Task<string> Failure(Func<Task> ask) => (await ask.Should().ThrowAsync<JourneyFailedException>()).Which.Message;

    /// <summary>The server that all tests share, or a file with a table.</summary>
    private async Task<string> Connection(string engine, bool whole = false)
    {
        if (engine != "sqlite")
            return Environment.GetEnvironmentVariable(engine == "mysql" ? "SMOKETESTS_MARIADB" : "SMOKETESTS_POSTGRES")
                ?? throw new InvalidOperationException($"{engine} is missing. Run the tests with: dotnet run --project build -- test");
        var file = $"Data Source={Path.Combine(folder, "orders.db")};Pooling=false";
        await using var db = new SqliteConnection(file);
        await db.ExecuteAsync("create table if not exists orders (id integer)");
        return whole ? file : "Data Source=orders.db;Pooling=false";
    }

    private static string But(string connection, string change)
    {
        if (change.Length == 0)
            return connection;
        var key = change.Split('=')[0];
        return string.Join(';',
            connection.Split(';').Where(part => !part.StartsWith(key + "=", StringComparison.OrdinalIgnoreCase)).Append(change));
    }

    private Database On(string engine, string connection, TimeSpan? stepLimit = null)
    {
        var settings = new DatabaseSettings(engine, new Text(connection, null));
        var environment = new EnvironmentSettings { Name = "test", Site = new Uri("http://shop.example"), StepLimit = stepLimit
            ?? StepLimit, Folder = folder, Databases = new Dictionary<string, DatabaseSettings> { ["orders"] = settings } };
        run = new RunContext("r1", SuiteSettings.Of(environment), TimeProvider.System);
        return new Database("orders", run, settings);
    }
}
