using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reflection;
using System.Text.Json;
using SmokeTests.Worker;

namespace SmokeTests.Tests.Verdicts;

/// <summary>What happened is found in what was thrown, whatever stands around it.</summary>
public class CausesTests
{
    private static readonly Exception Boom = new InvalidOperationException("boom");
    private static readonly Exception Refused = new HttpRequestException("Connection refused", new SocketException(111));
    private static readonly Exception Word = new JourneyFailedException("the page does not show it");
    private static readonly Exception Secret = new CheckBrokenException("needs a secret");
    private static readonly Exception Cancelled = new TaskCanceledException("A task was canceled.");
    private static readonly Exception ClientCancelled =
        new TaskCanceledException("The operation was canceled.", new IOException("read", new SocketException(125)));

    public static TheoryData<string, Exception, string> Thrown => new()
    {
        { "own code", Boom, "Exception" },
        { "own code, nothing there", new ArgumentNullException("order"), "Exception" },
        { "own code, format", new FormatException(), "Exception" },
        { "own code, key", new KeyNotFoundException(), "Exception" },
        { "own code, JSON", new JsonException("'<' is an invalid start"), "Exception" },
        { "own code, a file", new FileNotFoundException("orders.csv"), "Exception" },
        { "own code, cancelled by itself", Cancelled, "Exception" },
        { "own code, because of another", new InvalidOperationException("settings", new JsonException("x")), "Exception" },
        { "word", Word, "WordFailed" },
        { "word, wrapped", new InvalidOperationException("not as it should be", Word), "WordFailed" },
        { "secret", Secret, "CheckWrong" },
        { "secret, in a request", new HttpRequestException("An error occurred while sending", Secret), "CheckWrong" },
        { "secret, because of a refusal", new CheckBrokenException("there is no browser", Refused), "CheckWrong" },
        { "http", Refused, "NoAnswer" },
        { "http, wrapped", new InvalidOperationException("the shop could not be asked", Refused), "NoAnswer" },
        { "http, answered 500", new HttpRequestException("Response status code does not indicate success: 500"), "NoAnswer" },
        { "http, time-out", new TaskCanceledException("HttpClient.Timeout of 1 seconds", new TimeoutException("canceled", Cancelled)),
            "NoAnswer" },
        { "socket", new SocketException(104), "NoAnswer" },
        { "socket, in a stream", new IOException("Unable to read data", new SocketException(104)), "NoAnswer" },
        { "web socket", new WebSocketException("Unable to connect"), "NoAnswer" },
        { "a client's time-out", new TimeoutException(), "NoAnswer" },
        { "TLS", new System.Security.Authentication.AuthenticationException("the certificate"), "NoAnswer" },
        { "static constructor", new TypeInitializationException("Specimens.Shop", Boom), "Exception" },
        { "static constructor, refused", new TypeInitializationException("Specimens.Shop", Refused), "NoAnswer" },
        { "reflection", new TargetInvocationException(new TypeInitializationException("Specimens.Shop", Word)), "WordFailed" },
        { "several, the product's first", new AggregateException(Boom, Secret, Refused), "NoAnswer" },
        { "several, a word before all", new AggregateException(new AggregateException(Refused, Boom), Secret, Word), "WordFailed" },
        { "several of the check's own", new AggregateException(Boom, Secret), "CheckWrong" },
        { "one of several", new AggregateException(Boom), "Exception" },
    };

    [Theory, MemberData(nameof(Thrown))]
    public void What_happened_is_found(string what, Exception thrown, string happened) =>
        Causes.Of(SmokeTests.Thrown.Of(thrown), timeUp: false).What.ToString().Should().Be(happened, what);

    [Theory]
    [InlineData("Xunit.Sdk.EqualException", "Assert.Equal() Failure", true, "AssertionFailed")]
    [InlineData("Xunit.Sdk.XunitException", "", false, "AssertionFailed")]
    [InlineData("NUnit.Framework.AssertionException", "", false, "AssertionFailed")]
    [InlineData("Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException", "", false, "AssertionFailed")]
    [InlineData("FluentAssertions.Execution.AssertionFailedException", "", false, "AssertionFailed")]
    [InlineData("Shouldly.ShouldAssertException", "", false, "AssertionFailed")]
    [InlineData("TUnit.Assertions.Exceptions.AssertionException", "", false, "AssertionFailed")]
    [InlineData("VerifyTests.VerifyException", "", false, "AssertionFailed")]
    [InlineData("Microsoft.Playwright.PlaywrightException", "Locator expected to be visible\nCall log:", false, "AssertionFailed")]
    [InlineData("Microsoft.Playwright.PlaywrightException", "Page URL expected to be 'x'", false, "AssertionFailed")]
    [InlineData("Microsoft.Playwright.PlaywrightException", "net::ERR_CONNECTION_REFUSED at http://shop.example/", false, "NoAnswer")]
    [InlineData("Microsoft.Playwright.PlaywrightException", "strict mode violation: locator resolved to 2 elements", false, "Exception")]
    [InlineData("StackExchange.Redis.RedisConnectionException", "", false, "NoAnswer")]
    [InlineData("StackExchange.Redis.RedisTimeoutException", "", false, "NoAnswer")]
    [InlineData("Polly.Timeout.TimeoutRejectedException", "", false, "NoAnswer")]
    [InlineData("Grpc.Core.RpcException", "Status(StatusCode=\"Unavailable\")", false, "NoAnswer")]
    public void Libraries_are_known_by_what_they_throw(string type, string message, bool isAssertion, string happened) =>
        Causes.Of(new Thrown(type, message, []), timeUp: false, isAssertion: isAssertion).What.ToString().Should().Be(happened);

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task An_answer_that_is_not_compressed_as_it_says_is_the_products(string encoding)
    {
        await using var server =
            Testing.RawServer.Answering(_ => Testing.RawServer.Page("<h1>Welcome</h1>", $"Content-Encoding: {encoding}\r\n"));
        using var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = System.Net.DecompressionMethods.All });
        var ask = () => client.GetStringAsync(server.Address);
        var thrown = (await ask.Should().ThrowAsync<Exception>()).Which;
        var happened = Causes.Of(SmokeTests.Thrown.Of(thrown), timeUp: false).What;
        (happened == Happened.NoAnswer || Causes.IsOfAnAnswer(SmokeTests.Thrown.Of(thrown), thrown.StackTrace!)).Should()
            .BeTrue(thrown.ToString());
    }

    [Fact]
    public void An_archive_of_the_checks_own_that_is_none_is_not()
    {
        using var historyStore =
            new System.IO.Compression.GZipStream(new MemoryStream([1, 2, 3, 4]), System.IO.Compression.CompressionMode.Decompress);
        var read = () => historyStore.ReadByte();
        var thrown = read.Should().Throw<InvalidDataException>().Which;
        Causes.IsOfAnAnswer(SmokeTests.Thrown.Of(thrown), thrown.StackTrace!).Should().BeFalse();
    }

    [Fact]
    public void What_was_cancelled_when_the_time_was_up_was_cancelled_by_that()
    {
        Causes.Of(SmokeTests.Thrown.Of(Cancelled), timeUp: true).What.Should().Be(Happened.TimeUp);
        Causes.Of(SmokeTests.Thrown.Of(new InvalidOperationException("stopped", Cancelled)), timeUp: true).What
            .Should().Be(Happened.TimeUp);
        Causes.Of(SmokeTests.Thrown.Of(Boom), timeUp: true).What.Should().Be(Happened.Exception);
        Causes.Of(SmokeTests.Thrown.Of(ClientCancelled), timeUp: true).What.Should()
            .Be(Happened.NoAnswer, "a client of the check's own waited for a site that hangs");
    }

    [Fact]
    public void What_xunit_reports_as_lists_is_read_as_what_it_was()
    {
        string?[] types = ["Xunit.Sdk.TestPipelineException", "System.AggregateException", "System.InvalidOperationException",
            "System.Net.Http.HttpRequestException", "System.Net.Sockets.SocketException"];
        var thrown = SmokeTests.Thrown.Of(types,
            ["Class fixture type 'Shop' threw in its constructor", "One or more errors occurred.", "boom", "refused", "Connection refused"],
            [-1, 0, 1, 1, 3]);
        thrown.Inner.Should().ContainSingle().Which.Inner.Select(t => t.Name).Should()
            .Equal("InvalidOperationException", "HttpRequestException");
        Causes.Of(thrown, timeUp: false).What.Should().Be(Happened.NoAnswer);
        Causes.Around(thrown).Should().Be("Class fixture type 'Shop' threw in its constructor");
    }
}
