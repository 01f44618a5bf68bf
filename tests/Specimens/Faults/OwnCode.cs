using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;

namespace Specimens;

/// <summary>What the code of a check throws that is no journey.</summary>
[Team("shop"), Within("20s")]
public class OwnCode
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Null_reference() => Assert.Equal(4, ((string?)null)!.Length);

    [Fact]
    public void Boom() => throw new InvalidOperationException("boom");

    [Fact]
    public void Format() => Assert.Equal(4, int.Parse("four", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Key_not_found() => Assert.Equal(4, new Dictionary<string, int>()["four"]);

    [Fact]
    public void Sequence_without_elements() => Assert.Equal(4, Array.Empty<int>().First());

    [Fact]
    public void Json() => JsonDocument.Parse("<html>").Dispose();

    [Fact]
    public void Assertion() => Assert.Equal(1, 2);

    [Fact]
    public Task Http_refused() => Servers.Ask(Servers.Closed, cancel: Cancel);

    [Fact]
    public async Task Socket_refused()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", Servers.Closed, Cancel);
    }

    [Fact]
    public async Task WebSocket_refused()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Servers.Closed}/"), Cancel);
    }

    [Fact]
    public Task Http_times_out() => Servers.Ask(Servers.Silent, TimeSpan.FromMilliseconds(300), Cancel);

    [Theory, InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task Http_is_not_compressed_as_it_says(string encoding)
    {
        using var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.All });
        await client.GetStringAsync(new Uri(new Uri(Environment.GetEnvironmentVariable("FAULTS_SITE")!), $"/as/{encoding}"), Cancel);
    }

    [Fact]
    public void Own_archive_is_none()
    {
        using var historyStore =
            new System.IO.Compression.GZipStream(new MemoryStream([1, 2, 3, 4]), System.IO.Compression.CompressionMode.Decompress);
        historyStore.ReadByte();
    }

    [Fact]
    public async Task Wait_times_out() => await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(100), Cancel);

    [Fact]
    public async Task Postgres_refused()
    {
        await using var database = new NpgsqlConnection($"Host=127.0.0.1;Port={Servers.Closed};Username=smoke");
        await database.OpenAsync(Cancel);
    }

    [Fact]
    public async Task SqlServer_refused()
    {
        await using var database = new SqlConnection($"Server=127.0.0.1,{Servers.Closed};User ID=smoke;Password=x;Connect Timeout=3");
        await database.OpenAsync(Cancel);
    }

    [Fact]
    public async Task MySql_refused()
    {
        await using var database = new MySqlConnection($"Server=127.0.0.1;Port={Servers.Closed};User ID=smoke");
        await database.OpenAsync(Cancel);
    }

    [Fact]
    public async Task Sqlite_syntax()
    {
        await using var database = new SqliteConnection("Data Source=:memory:");
        await database.OpenAsync(Cancel);
        await using var command = database.CreateCommand();
        command.CommandText = "selec 1";
        await command.ExecuteScalarAsync(Cancel);
    }

    [Fact]
    public void Wrapped_refusal() => Wrap(() => Servers.Ask(Servers.Closed).GetAwaiter().GetResult());

    [Fact]
    public void Several_at_once() =>
        throw new AggregateException(new InvalidOperationException("boom"), new HttpRequestException("refused", new SocketException(111)));

    [Fact, Within("8s")]
    public Task Waits_too_long() => Task.Delay(Timeout.Infinite, Cancel);

    [Fact, Within("8s")]
    public Task Waits_too_long_and_hears_nothing() => new TaskCompletionSource().Task;

    [Fact, Within("8s")]
    public void Sleeps() => Thread.Sleep(Timeout.Infinite);

    [Fact, Within("8s")]
    public void Loops()
    {
        while (DateTime.UtcNow.Year > 2000)
            Thread.Yield();
    }

    [Fact, Within("2s")]
    public Task Ends_well_and_too_late() => Task.Delay(3_000);

    [Fact, Within("2s")]
    public void Sleeps_too_long_and_ends_well() => Thread.Sleep(3_000);

    [Fact, Within("2s")]
    public async Task Hides_that_its_time_is_up()
    {
        try
        {
            await Task.Delay(Timeout.Infinite, Cancel);
        }
        catch (OperationCanceledException)
        {
            // As if all were well.
        }
    }

    [Fact(Timeout = 500)]
    public Task Waits_longer_than_its_Timeout() => Task.Delay(System.Threading.Timeout.Infinite, TestContext.Current.CancellationToken);

    [Theory(Timeout = 500), InlineData(1)]
    public Task Row_waits_longer_than_the_Timeout(int row) => Task.Delay(300_000 + row, TestContext.Current.CancellationToken);

    [Fact, Within("8s")]
    public Task Http_waits_too_long() => Servers.Ask(Servers.Silent, cancel: Cancel);

    private static void Wrap(Action act)
    {
        try
        {
            act();
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException("the shop could not be asked", e);
        }
    }
}
