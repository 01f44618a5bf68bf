namespace SmokeTests.Runner.Infrastructure;

/// <summary>A semaphore takes no clock of its own.</summary>
internal static class Waiting
{
    public static async Task WaitAsync(this SemaphoreSlim bell, TimeSpan most, TimeProvider time, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(bell.WaitAsync(either.Token), Task.Delay(most, time, either.Token));
        await either.CancelAsync();
    }
}
