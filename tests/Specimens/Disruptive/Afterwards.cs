using System.Diagnostics;

namespace Specimens;

/// <summary>Checks that pass, and end the process that they ran in some time later.</summary>
[Team("crowd"), Every("2s"), Within("10s")]
public class Afterwards
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(0.5);
    private static readonly List<Timer> Timers = [];

    [Fact]
    public void Thread_throws() => new Thread(() => Throw("a thread")).Start();

    [Fact]
    public void Async_void_throws() => Nobody();

    [Fact]
    public void Timer_throws() =>
        Timers.Add(new Timer(_ => throw new InvalidOperationException("a timer"), null, Later, Timeout.InfiniteTimeSpan));

    [Fact]
    public void Work_item_throws() => ThreadPool.QueueUserWorkItem(_ => Throw("a work item"));

    [Fact]
    public void Work_item_without_context_throws() => ThreadPool.UnsafeQueueUserWorkItem(_ => Throw("a work item without context"), null);

    [Fact]
    public void Finalizer_throws()
    {
        Leave();
        new Thread(() => { Thread.Sleep(Later); GC.Collect(); }).Start();
    }

    [Fact]
    public void Exits() => new Thread(() => { Thread.Sleep(Later); System.Environment.Exit(77); }).Start();

    [Fact]
    public void Fails_fast() => new Thread(() => { Thread.Sleep(Later); System.Environment.FailFast("later"); }).Start();

    [Fact]
    public void Code_of_others_fails_fast() => new Thread(Elsewhere.FailFast).Start();

    [Fact]
    public void Thread_overflows_its_stack() => new Thread(() => { Thread.Sleep(Later); Deeper(1); }).Start();

    [Fact]
    public void Kills_itself() => new Thread(() => { Thread.Sleep(Later); Process.GetCurrentProcess().Kill(); }).Start();

    [Fact]
    public void Static_constructors_thread_throws() => Assert.Equal(1, WithAStaticThread.Value);

    private static void Throw(string who)
    {
        Thread.Sleep(Later);
        throw new InvalidOperationException(who);
    }

    private static async void Nobody()
    {
        await Task.Delay(Later);
        throw new InvalidOperationException("async void");
    }

    private static void Leave() => _ = new Finalized();

    private static int Deeper(int depth) => Deeper(depth + 1) + 1;

    private sealed class Finalized
    {
        ~Finalized() => Throw("a finalizer");
    }

    private static class WithAStaticThread
    {
        static WithAStaticThread() => new Thread(() => Throw("a static constructor's thread")).Start();

        public static int Value => 1;
    }
}

/// <summary>The fixture's code runs on after the check that it was made for.</summary>
public class ThrowingFixture
{
    public ThrowingFixture() => Later();

    private static async void Later()
    {
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        throw new InvalidOperationException("a fixture");
    }
}

[Team("crowd"), Every("2s"), Within("10s")]
public class WithAFixture(ThrowingFixture fixture) : IClassFixture<ThrowingFixture>
{
    [Fact]
    public void Fixture_throws() => Assert.NotNull(fixture);
}

/// <summary>A helper of everybody's: its stack names no check.</summary>
internal static class Elsewhere
{
    public static void FailFast()
    {
        Thread.Sleep(500);
        System.Environment.FailFast("in code of others");
    }
}
