namespace Specimens;

/// <summary>What comes after a check's body: it changes nothing about whose fault it is.</summary>
[Team("shop"), Within("8s")]
public class UndoHangs : Journey
{
    [Fact]
    public async Task After_a_word_failed()
    {
        await Owe(() => NeverEnds("order 1"));
        await (await Open("/")).ShouldShow("Goodbye");
    }

    [Fact]
    public Task After_all_went_well() => Owe(() => NeverEnds("order 2"));

    [Fact]
    public Task And_sleeps() => Owe(() => Sleeps("order 3"));

    private static async Task NeverEnds(string order) => await new TaskCompletionSource<string>(order).Task;

    private static async Task Sleeps(string order)
    {
        Thread.Sleep(Timeout.Infinite);
        await Task.FromResult(order);
    }
}

[Team("shop"), Within("8s")]
public class DisposeHangs : IAsyncDisposable
{
    [Fact]
    public void After_an_assertion() => Assert.Equal(1, 2);

    [Fact]
    public void After_a_boom() => Fault.Boom();

    [Fact]
    public void After_all_went_well() { }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await new TaskCompletionSource().Task;
    }
}

[Team("shop"), Within("2s")]
public sealed class DisposeSleeps : IDisposable
{
    [Fact]
    public void After_an_assertion() => Assert.Equal(1, 2);

    public void Dispose() => Thread.Sleep(Timeout.Infinite);
}

[Team("shop"), Within("20s")]
public class DisposeThrows : Journey
{
    [Fact]
    public async Task After_a_word_failed() => await (await Open("/")).ShouldShow("Goodbye");

    [Fact]
    public Task After_a_boom() => throw new InvalidOperationException("first");

    [Fact]
    public Task After_all_went_well() => Open("/");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Fault.Boom();
        await base.DisposeAsync();
    }
}

[Team("shop"), Within("2s")]
public class DisposeAsserts : IAsyncDisposable
{
    [Fact]
    public void After_a_boom() => Fault.Boom();

    [Fact]
    public void After_all_went_well() { }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Assert.Equal(1, 2);
        return default;
    }
}

[Team("shop"), Within("8s")]
public class DisposeWaitsForTheSite : Journey
{
    [Fact]
    public Task After_all_went_well() => Open("/");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Open($"http://127.0.0.1:{Servers.Silent}/");
        await base.DisposeAsync();
    }
}

public sealed class FixtureThatThrowsAtItsEnd : IDisposable
{
    public void Dispose() => Fault.Boom();
}

public sealed class FixtureThatNeverEnds : IAsyncLifetime
{
    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync() => await new TaskCompletionSource().Task;
}

[Team("shop"), Within("2s")]
public class FixtureThrowsAtItsEnd : IClassFixture<FixtureThatThrowsAtItsEnd>
{
    [Fact]
    public void After_an_assertion() => Assert.Equal(1, 2);

    [Fact]
    public void After_all_went_well() { }
}

[Team("shop"), Within("2s")]
public class FixtureNeverEnds : IClassFixture<FixtureThatNeverEnds>
{
    [Fact]
    public void After_an_assertion() => Assert.Equal(1, 2);

    [Fact]
    public void After_all_went_well() { }
}

/// <summary>The library's own part is over; what hangs is the class's, or its fixture's.</summary>
[Team("shop"), Within("8s")]
public class JourneyEndsAndThenHangs : Journey
{
    [Fact]
    public async Task After_a_word_failed() => await (await Open("/")).ShouldShow("Goodbye");

    [Fact]
    public Task After_all_went_well() => Open("/");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await new TaskCompletionSource().Task;
    }
}

[Team("shop"), Within("8s")]
public class JourneyWithAFixtureThatNeverEnds : Journey, IClassFixture<FixtureThatNeverEnds>
{
    [Fact]
    public async Task After_a_word_failed() => await (await Open("/")).ShouldShow("Goodbye");
}
