namespace Specimens;

// Words hear of the time's end by themselves.
#pragma warning disable xUnit1069

/// <summary>What goes on in a journey when xunit's own time for the test is up.</summary>
[Team("shop"), Within("30s")]
public class WithATimeout : Journey
{
    private const int Time = 8_000;

    [Fact(Timeout = Time)]
    public Task Word() => Open($"http://127.0.0.1:{Servers.Silent}/");

    [Fact(Timeout = Time)]
    public Task Word_in_a_step() => Step("look", () => Open($"http://127.0.0.1:{Servers.Silent}/"));

    [Theory, InlineData(1, Timeout = Time)]
    public Task Word_of_a_row(int order) => Open($"http://127.0.0.1:{Servers.Silent}/orders/{order}");

    [Fact(Timeout = Time)]
    public Task Database_word() => Database("silent postgresql").Single<int>("select 1");

    [Fact(Timeout = Time)]
    public Task Probe_word() => Probe.WebSocket($"ws://127.0.0.1:{Servers.Silent}/", "hello");

    [Fact(Timeout = Time)]
    public async Task Own_code()
    {
        await Open("/");
        await Task.Delay(Timeout.Infinite, Stop);
    }

    [Fact(Timeout = Time)]
    public async Task Own_code_after_a_word_that_may_fail()
    {
        try
        {
            await (await Open("/")).ShouldShow("Goodbye");
        }
        catch (JourneyFailedException)
        {
            await Step("count", () => Task.Delay(Timeout.Infinite, Stop));
        }
    }

    [Fact(Timeout = Time)]
    public async Task Own_code_that_hears_nothing()
    {
        await Open("/");
        await new TaskCompletionSource().Task;
    }
}
