using SmokeTests.Runner.Board;
using SmokeTests.Runner.Cli;

namespace SmokeTests.Runner.Tests;

/// <summary>A pipeline asks a board: what is not the board's own answer is no deploy that was noted, and no check that passed.</summary>
public sealed class BoardAnswerTests : IDisposable
{
    private const string Portal = "<!doctype html><html><body>Welcome to the hotel</body></html>";
    private readonly string? token = Environment.GetEnvironmentVariable(DeployCommand.TokenVariable);

    public BoardAnswerTests() => Environment.SetEnvironmentVariable(DeployCommand.TokenVariable, "smoke_token");

    public void Dispose() => Environment.SetEnvironmentVariable(DeployCommand.TokenVariable, token);

    [Theory]
    [InlineData(201, """{"id":7,"service":"shop","version":"1"}""", 0)]
    [InlineData(200, Portal, 2)]
    [InlineData(200, "", 2)]
    [InlineData(200, "ok", 2)]
    [InlineData(200, "{}", 2)]
    [InlineData(200, "null", 2)]
    [InlineData(200, "[]", 2)]
    [InlineData(200, """{"id":"seven"}""", 2)]
    [InlineData(200, """{"id":-7}""", 2)]
    [InlineData(204, "", 2)]
    [InlineData(302, "", 2, "Location: http://127.0.0.1:1/elsewhere")]
    [InlineData(301, Portal, 2, "Location: /login")]
    [InlineData(200, """{"id":7}""", 0, "Content-Type: application/json; charset=klingon")]
    [InlineData(400, """{"detail":"no service"}""", 2)]
    [InlineData(500, "x", 2)]
    public async Task A_deploy_is_noted_when_the_board_says_its_number(int status, string body, int code, params string[] headers)
    {
        await using var board = new RawReceiver(Says(status, body, headers));
        (await Mark(board, null)).Should().Be(code);
        board.Requests.Should().ContainSingle().Which.Should().StartWith("POST /api/deploys ", "no redirect is followed");
    }

    [Theory]
    [InlineData("{\"check\":\"a\",\"name\":\"A\",\"environment\":\"e\",\"outcome\":\"Passed\",\"ms\":1,\"run\":\"r\"}\n"
        + "{\"passed\":1,\"failed\":0,\"broken\":0}\n", 0)]
    [InlineData("{\"check\":\"a\",\"name\":\"A\",\"environment\":\"e\",\"outcome\":\"Failed\",\"ms\":1e308,\"run\":\"r\"}\n"
        + "{\"passed\":0,\"failed\":1,\"broken\":0}\n", 1)]
    [InlineData("{\"passed\":1,\"failed\":0,\"broken\":0}", 0)]
    [InlineData("{\"passed\":0,\"failed\":0,\"broken\":0}\n", 2)]
    [InlineData("{\"check\":\"a\",\"name\":\"A\",\"environment\":\"e\",\"outcome\":\"Passed\",\"ms\":1,\"run\":\"r\"}\n", 2)]
    [InlineData(Portal, 2)]
    [InlineData("", 2)]
    [InlineData("{}\n", 2)]
    [InlineData("null\n", 2)]
    [InlineData("{\"check\":7}\n", 2)]
    public async Task The_checks_after_a_deploy_are_what_the_board_says_of_them(string body, int code)
    {
        await using var board = new RawReceiver(Says(200, body));
        (await Mark(board, 1)).Should().Be(code);
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_to_its_end()
    {
        await using var board = new RawReceiver(async (stream, cancel) =>
        {
            await RawReceiver.Write(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", cancel);
            for (var rest = new string('x', 64 * 1024); !cancel.IsCancellationRequested;)
                await RawReceiver.Write(stream, rest, cancel);
        });
        (await Mark(board, 1)).Should().Be(2);
        (await Mark(board, null)).Should().Be(2);
    }

    [Theory]
    [InlineData(200, "ready", 0)]
    [InlineData(200, Portal, 1)]
    [InlineData(200, "", 1)]
    [InlineData(302, "", 1, "Location: /login")]
    [InlineData(503, "starting", 1)]
    public async Task A_board_is_ready_when_it_says_so_itself(int status, string body, int code, params string[] headers)
    {
        await using var board = new RawReceiver(Says(status, body, headers));
        (await HealthCommand.Run(new Uri(board.Address, "/"), "", TestContext.Current.CancellationToken)).Should().Be(code);
        board.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nowhere")]
    [InlineData(";")]
    public async Task An_address_to_listen_on_that_is_none_is_a_mistake(string listen) =>
        (await HealthCommand.Run(null, listen, TestContext.Current.CancellationToken)).Should().Be(2);

    private static Task<int> Mark(RawReceiver board, int? runs) =>
        DeployCommand.Mark(new Uri(board.Address, "/"), new DeployMark("shop", "1", "ada", null, "", runs),
            TestContext.Current.CancellationToken);

    private static Func<Stream, CancellationToken, Task> Says(int status, string body, params string[] headers) =>
        (stream, cancel) => RawReceiver.Write(stream,
        $"HTTP/1.1 {status} "
            + $"X\r\n{string.Concat(headers.Select(h => h + "\r\n"))}"
            + $"Content-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}", cancel);
}
