namespace Specimens;

/// <summary>Checks that end in every way but well.</summary>
[Team("platform"), Every("2s")]
public class Ends
{
    [Fact]
    public void Crashes_its_worker() => Environment.FailFast("the end of this worker");

    [Fact, Within("1s")]
    public void Hangs_and_hears_nothing() => Thread.Sleep(Timeout.Infinite);

    [Fact, Within("1s")]
    public Task Waits_for_ever_but_listens() => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);

    [Fact, Within("30s")]
    public Task Takes_ten_seconds() => Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    [Fact]
    public async Task Passes() => await Task.Yield();

    [Fact, Budget("100ms")]
    public Task Takes_longer_than_its_budget() => Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);

    [Fact, OnlyIn("production")]
    public void Is_not_meant_for_here() => throw new InvalidOperationException("it ran all the same");

    [Fact, Every("5x")]
    public void Has_an_interval_that_is_none() { }
}
