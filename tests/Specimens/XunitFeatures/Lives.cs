namespace Specimens;

/// <summary>Constructor, IAsyncLifetime, Dispose: made for each test, and what becomes of it when one of them throws.</summary>
public class Lives : IAsyncLifetime, IDisposable
{
    private readonly List<string> happened = ["constructor"];

    public ValueTask InitializeAsync()
    {
        happened.Add("initialize");
        return default;
    }

    [Fact]
    public void Is_made_for_the_test() => Assert.Equal(["constructor", "initialize"], happened);

    [Fact]
    public static void Needs_no_instance_when_static() => Assert.Equal(TestResult.Passed, TestResult.Passed);

    public ValueTask DisposeAsync()
    {
        Log.Write("disposed", nameof(Lives));
        GC.SuppressFinalize(this);
        return default;
    }

    public void Dispose() => Assert.Fail("DisposeAsync is called instead.");
}

public class ThrowsInItsConstructor
{
    public ThrowsInItsConstructor() => throw new InvalidOperationException("constructor");

    [Fact]
    public void Test() => Assert.True(true);
}

public class ThrowsInInitialize : IAsyncLifetime
{
    public ValueTask InitializeAsync() => throw new InvalidOperationException("initialize");

    [Fact]
    public void Test() => Assert.True(true);

    public ValueTask DisposeAsync() => default;
}

public class ThrowsInDispose : IDisposable
{
    [Fact]
    public void Test() => Assert.True(true);

    public void Dispose() => throw new InvalidOperationException("dispose");
}

public class ThrowsInDisposeAsync : IAsyncDisposable
{
    [Fact]
    public void Test() => Assert.True(true);

    [Fact]
    public void Test_that_fails_too() => Assert.Fail("and then");

    public ValueTask DisposeAsync() => throw new InvalidOperationException("dispose later");
}

public class WantsWhatNobodyMakes(Uri nobody)
{
    [Fact]
    public void Test() => Assert.NotNull(nobody);
}

public class Timeouts
{
    [Fact(Timeout = 100)]
    public Task Ends_at_its_timeout() => Task.Delay(300_000, TestContext.Current.CancellationToken);

    [Fact(Timeout = 120_000)]
    public async Task Ends_before_its_timeout() => await Task.Yield();

    [Theory, InlineData(1, Timeout = 100)]
    public Task A_row_ends_at_its_timeout(int number) => Task.Delay(300_000 + number, TestContext.Current.CancellationToken);
}
