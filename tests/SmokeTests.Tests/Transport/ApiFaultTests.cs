using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>Whatever goes wrong on the way to the API fails the check, by whichever of RestSharp's methods it is asked.</summary>
public class ApiFaultTests
{
    public static TheoryData<string> Ways => [.. Call.Names];

    [Theory, MemberData(nameof(Ways))]
    public async Task An_api_that_refuses_connections_fails_the_check(string way)
    {
        var site = await TestSite.Html("");
        await site.DisposeAsync();
        var told = await Fails(site.Address, way);
        told.Should().Contain($"{site.Address.Authority} refuses connections").And.Contain(way == "GraphQL" ? "graphql" : "orders");
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task An_answer_of_500_fails_the_check(string way)
    {
        await using var site = await TestSite.Answering(context => { context.Response.StatusCode = 500; return Task.CompletedTask; });
        (await Fails(site.Address, way)).Should().Contain("answered 500 InternalServerError");
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task A_secret_that_is_missing_is_the_checks_own_fault(string way)
    {
        await using var site = await TestSite.Html("{}");
        using var run = Call.On(site.Address, e => e with { Api = new ApiSettings(site.Address) { Bearer = new Text(null, "API_TOKEN") } });
        using var api = Call.Api(run);
        (await new Func<Task>(() => Call.Ways[way](api)).Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should()
            .Contain("API_TOKEN");
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task An_api_that_says_nothing_fails_the_check_at_the_limit_of_a_step(string way)
    {
        await using var server = RawServer.Answering(_ => []);
        var told = await Fails(server.Address, way, e => e with { StepLimit = TimeSpan.FromMilliseconds(300) });
        told.Should().Contain("no complete answer within 300 ms").And.Contain($"an answer from {server.Address}");
    }

    private static async Task<string> Fails(Uri address, string way, Func<EnvironmentSettings, EnvironmentSettings>? but = null)
    {
        using var run = Call.On(address, but);
        using var api = Call.Api(run);
        var told = (await new Func<Task>(() => Call.Ways[way](api)).Should().ThrowAsync<JourneyFailedException>()).Which.Message;
        run.Recorder.Failure!.Message.Should().Be(told);
        run.Recorder.Steps.Should().ContainSingle().Which.Failed.Should().BeTrue();
        return told;
    }
}
