using RestSharp;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>The time of the check itself ends what is asked, and the message says what was waited for.</summary>
public class LimitTests
{
    [Theory, Within("1s"), MemberData(nameof(Ways))]
    public async Task An_api_that_says_nothing_ends_with_the_check(string way)
    {
        await using var server = RawServer.Answering(_ => []);
        var told = await Fails(server.Address, async run =>
        {
            using var api = Call.Api(run);
            await Call.Ways[way](api);
        });
        told.Should().Contain("not done when the time of the check was up (1 s)").And.Contain(
            $"an answer from {server.Address}{(way == "GraphQL" ? "graphql" : "orders")} within the 1 s of the check");
    }

    public static TheoryData<string> Ways => ["ExecuteAsync", "GetAsync<T>", "DownloadStreamAsync", "Execute", "GraphQL"];

    [Fact, Within("1s")]
    public async Task A_page_that_says_nothing_ends_with_the_check()
    {
        await using var server = RawServer.Answering(_ => []);
        var told = await Fails(server.Address, run => Open(run, "/books"));
        told.Should().Contain("not done when the time of the check was up (1 s)").And.Contain(
            $"an answer from {server.Address}books within the 1 s of the check");
    }

    [Fact, Within("1s")]
    public async Task A_page_that_is_led_to_a_silent_host_ends_with_the_check()
    {
        await using var silent = RawServer.Answering(_ => []);
        await using var server = RawServer.Answering(_ => RawServer.Answer([], $"Location: {silent.Address}\r\n", "302 Found"));
        (await Fails(server.Address, run => Open(run, "/books"))).Should()
            .Contain($"an answer from {silent.Address} ({server.Address}books leads there)");
    }

    [Fact, Within("1s")]
    public async Task A_token_that_does_not_come_ends_with_the_check()
    {
        await using var server = RawServer.Answering(_ => []);
        var told = await Fails(server.Address, async run =>
        {
            using var api = Call.Api(run);
            await api.ExecuteAsync(new RestRequest("orders"));
        }, e => e with { Api =
        new ApiSettings(e.Site) { OAuth =
            new OAuthSettings(new Uri(e.Site, "token"), new Text("shop", null), new Text("s3cret" + e.Site.Port, null), null) } });
        told.Should().Contain("Ask /token for a token: not done").And.Contain($"an answer from {server.Address}token");
    }

    [Fact, Within("1s")]
    public async Task A_sitemap_that_says_nothing_ends_with_the_check()
    {
        await using var server = RawServer.Answering(_ => []);
        var told = await Fails(server.Address, run => new Visits(run, VisitorOf(run)).GoBy("/sitemap.xml", 10));
        told.Should().Contain($"an answer from {server.Address}sitemap.xml");
    }

    [Fact]
    public async Task A_request_has_a_limit_of_its_own_where_the_check_gives_it_one()
    {
        await using var server = RawServer.Answering(_ => []);
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        var limited = () => api.ExecuteAsync(new RestRequest("orders") { Timeout = TimeSpan.FromMilliseconds(200) });
        (await limited.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("no complete answer within 200 ms");
        using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var given = () => api.ExecuteAsync(new RestRequest("orders"), enough.Token);
        (await given.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("before the check gave the request up");
    }

    private static async Task<string> Fails(Uri address, Func<RunContext, Task> act,
        Func<EnvironmentSettings, EnvironmentSettings>? but = null)
    {
        // As a journey takes its run up: the limit is that of this test.
        var made = Call.On(address, but);
        TestContext.Current.KeyValueStorage[$"{RunContext.Key}:{TestContext.Current.Test!.UniqueID}"] = made;
        using var run = RunContext.OfThisTest();
        var told = (await new Func<Task>(() => act(run)).Should().ThrowAsync<JourneyFailedException>()).Which.Message;
        TestContext.Current.KeyValueStorage.TryRemove($"{RunContext.Key}:{TestContext.Current.Test!.UniqueID}", out _);
        return told;
    }

    private static Visitor VisitorOf(RunContext run) =>
        new(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);

    private static Task<Page> Open(RunContext run, string address) =>
        new HttpPage(new HttpTab(run.Settings, VisitorOf(run), run.Recorder, TimeProvider.System, () => run.Stop),
            run.Recorder).Open(address);
}
