namespace Specimens;

/// <summary>What a journey's own code throws after the product has answered well, and what its words fail on.</summary>
[Team("shop"), Within("20s")]
public class InAJourney : Journey
{
    [Fact]
    public async Task Null_reference()
    {
        await Open("/");
        Assert.Equal(4, ((string?)null)!.Length);
    }

    [Fact, Within("2s")]
    public async Task Own_code_takes_the_time_of_a_word()
    {
        await Task.Delay(2_500);
        await Open("/");
    }

    [Fact, Within("2s")]
    public async Task Own_code_takes_all_time_after_a_word()
    {
        await Open("/");
        await Task.Delay(2_500);
    }

    [Fact, Within("2s")]
    public async Task Hides_that_a_word_did_not_come()
    {
        try
        {
            await Open($"http://127.0.0.1:{Servers.Silent}/");
        }
        catch (JourneyFailedException)
        {
            // As if all were well.
        }
    }

    [Fact]
    public async Task Boom()
    {
        await Open("/");
        throw new InvalidOperationException("boom");
    }

    [Fact]
    public Task Boom_before_the_product() => throw new InvalidOperationException("boom");

    [Fact]
    public async Task Boom_in_a_step()
    {
        await Open("/");
        await Step("count", () => throw new InvalidOperationException("boom"));
    }

    [Fact]
    public async Task Assertion()
    {
        await Open("/");
        Assert.Equal(1, 2);
    }

    [Fact]
    public async Task Word_fails() => await (await Open("/")).ShouldShow("Goodbye");

    [Fact]
    public Task Word_fails_in_a_step() => Step("look", async () => await (await Open("/")).ShouldShow("Goodbye"));

    [Fact]
    public async Task Word_fails_within_another_exception()
    {
        try
        {
            await (await Open("/")).ShouldShow("Goodbye");
        }
        catch (JourneyFailedException e)
        {
            throw new InvalidOperationException("not as it should be", e);
        }
    }

    [Fact]
    public async Task Boom_after_a_word_that_may_fail()
    {
        try
        {
            await (await Open("/")).ShouldShow("Goodbye");
        }
        catch (JourneyFailedException)
        {
            throw new InvalidOperationException("boom");
        }
    }

    [Fact]
    public async Task Words_fail_beside_a_boom()
    {
        var all = Task.WhenAll(Task.Run(() => throw new InvalidOperationException("boom")), Missing_secret(), Word_fails());
        await all.ContinueWith(_ => { }, TaskScheduler.Default);
        throw all.Exception!;
    }

    [Fact]
    public async Task Missing_secret() => await (await Open("/")).LogIn(Account("nobody"));

    [Fact]
    public async Task Word_used_wrongly() => await Database("silent mysql").Rows<int>("delete from orders");

    [Fact]
    public Task Own_http_refused() => Step("ask the warehouse", () => Servers.Ask(Servers.Closed, cancel: Stop));

    [Fact, Within("8s")]
    public async Task Waits_too_long()
    {
        await Open("/");
        await Task.Delay(Timeout.Infinite, Stop);
    }

    [Fact, Within("8s")]
    public async Task Waits_too_long_in_a_step()
    {
        await Open("/");
        await Step("count", () => Task.Delay(Timeout.Infinite, Stop));
    }

    [Fact, Within("8s")]
    public async Task Sleeps_in_a_step()
    {
        await Open("/");
        await Step("count", () => { Thread.Sleep(Timeout.Infinite); return Task.CompletedTask; });
    }

    [Fact, Within("8s")]
    public Task Word_waits_too_long() => Open($"http://127.0.0.1:{Servers.Silent}/");

    [Fact, Within("8s")]
    public Task Word_waits_too_long_in_a_step() => Step("look", () => Open($"http://127.0.0.1:{Servers.Silent}/"));

    [Theory, InlineData("postgresql"), InlineData("mysql"), InlineData("sqlserver"), Within("8s")]
    public Task Database_says_nothing(string engine) => Database("silent " + engine).Single<int>("select 1");

    [Fact, Within("8s")]
    public Task Certificate_never_comes() => Probe.Certificate("127.0.0.1", port: Servers.Silent);

    [Fact, Within("8s")]
    public Task WebSocket_never_comes() => Probe.WebSocket($"ws://127.0.0.1:{Servers.Silent}/", "hello");

    [Fact, Within("8s")]
    public Task Grpc_never_answers() => Probe.GrpcHealth($"http://127.0.0.1:{Servers.Silent}");

    [Fact, Within("8s")]
    public Task Name_server_never_answers() => Probe.Dns("shop.example", server: "192.0.2.1:53");
}
