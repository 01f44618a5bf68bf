using Microsoft.Extensions.Time.Testing;
using SmokeTests.Browsers;

namespace SmokeTests.Tests;

/// <summary>A machine has no more browser contexts at once than it bears.</summary>
public class ContextLimiterTests
{
    private readonly FakeTimeProvider time = new();
    private bool isShort;

    [Theory]
    //          cores  limit MB  used MB  contexts
    [InlineData(2,     0,        0,       8)]      // no limit of memory
    [InlineData(64,    0,        0,       256)]
    [InlineData(2,     1024,     512,     4)]      // 512 MB are left
    [InlineData(2,     512,      500,     1)]      // one at least: a check that can never run tells nothing
    public void Cores_and_memory_say_how_many(int cores, long limit, long used, int contexts) =>
        ContextLimiter.Bearable(cores, new MemoryHeadroom(limit * 1024 * 1024, used * 1024 * 1024)).Should().Be(contexts);

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_waits_and_those_that_came_first_go_first()
    {
        var limiter = new ContextLimiter(1, () => isShort, time);
        var first = await limiter.Enter(CancellationToken.None);
        var (second, third) = (limiter.Enter(CancellationToken.None), limiter.Enter(CancellationToken.None));
        Pass();
        second.IsCompleted.Should().BeFalse();

        first.Dispose();
        first.Dispose();
        Pass();
        third.IsCompleted.Should().BeFalse("a place is given back once, however often it is disposed of");
        (await second).Dispose();
        Pass();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_machine_that_is_short_has_one_at_a_time()
    {
        var limiter = new ContextLimiter(8, () => isShort, time);
        isShort = true;
        var first = await limiter.Enter(CancellationToken.None);
        var second = limiter.Enter(CancellationToken.None);
        Pass();
        second.IsCompleted.Should().BeFalse();

        isShort = false;
        Pass();
        (await second).Dispose();
        first.Dispose();
    }

    [Fact]
    public async Task Who_gives_up_holds_up_nobody()
    {
        var limiter = new ContextLimiter(1, () => isShort, time);
        var first = await limiter.Enter(CancellationToken.None);
        using var end = new CancellationTokenSource();
        var second = limiter.Enter(end.Token);
        var third = limiter.Enter(CancellationToken.None);
        await end.CancelAsync();
        await second.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();

        first.Dispose();
        Pass();
        (await third).Dispose();
    }

    private void Pass() => time.Advance(TimeSpan.FromSeconds(1));
}
