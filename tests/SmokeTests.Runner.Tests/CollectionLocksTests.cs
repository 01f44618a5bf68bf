using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Tests;

public class CollectionLocksTests
{
    private readonly CollectionLocks locks = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checks_of_a_collection_go_one_after_the_other_by_order_and_the_rest_goes_on()
    {
        var first = await Enter("a");
        var (late, early) = (Enter("a", order: 20), Enter("a", order: 10));
        var other = await Enter("b");
        await Enter(null);
        locks.Waiting.Should().Be(2);

        first.Dispose();
        first.Dispose();
        var second = await early;
        late.IsCompleted.Should().BeFalse("the second leaving says nothing");
        second.Dispose();
        (await late).Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task What_stands_alone_waits_for_all_and_all_after_it_wait_for_it()
    {
        var (free, bound) = (await Enter(null), await Enter("a"));
        var alone = Enter("c", isAlone: true, order: 5);
        var (after, before) = (Enter(null, order: 6), Enter(null, order: 4));
        (await before).Dispose();
        free.Dispose();
        alone.IsCompleted.Should().BeFalse();
        bound.Dispose();

        var entered = await alone;
        var another = Enter("d", isAlone: true, order: 7);
        after.IsCompleted.Should().BeFalse();
        entered.Dispose();
        (await after).Dispose();
        (await another).Dispose();
        (await Enter("c")).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_holds_up_nobody()
    {
        var inside = await Enter(null);
        using var impatient = new CancellationTokenSource();
        var alone = locks.Enter(null, isAlone: true, 1, impatient.Token);
        var after = Enter(null, order: 2);
        after.IsCompleted.Should().BeFalse();
        await impatient.CancelAsync();
        await alone.Awaiting(a => a).Should().ThrowAsync<OperationCanceledException>();
        (await after).Dispose();
        inside.Dispose();
        (await Enter(null, isAlone: true)).Dispose();
    }

    [Fact]
    public async Task No_more_go_on_than_the_suite_lets()
    {
        locks.Most = 2;
        var (one, _) = (await Enter(null), await Enter("a"));
        var third = Enter(null);
        third.IsCompleted.Should().BeFalse();
        one.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Whatever_comes_in_whatever_order_nothing_meets_what_it_may_not_and_everything_has_its_turn()
    {
        var (inside, gate, random) = (new List<(string? Collection, bool Alone)>(), new Lock(), new Random(7));
        var asked = Enumerable.Range(0, 600)
            .Select(_ => (Collection: random.Next(4) is > 0 and var n ? $"{n}"
                : null, Alone: random.Next(10) == 0, Order: random.NextInt64(50))).ToArray();
        await Task.WhenAll(asked.Select(async check =>
        {
            await Task.Yield();
            using (await locks.Enter(check.Collection, check.Alone, check.Order, Cancel))
            {
                lock (gate)
                {
                    if (inside.Count > 0)
                        (check.Alone || inside.Any(i => i.Alone
                            || i.Collection is not null && i.Collection == check.Collection)).Should().BeFalse();
                    inside.Add((check.Collection, check.Alone));
                }
                await Task.Yield();
                lock (gate)
                    inside.Remove((check.Collection, check.Alone));
            }
        }));
        locks.Waiting.Should().Be(0);
    }

    [Fact]
    public void What_runs_only_by_hand_is_never_due()
    {
        var now = new DateTimeOffset(2026, 11, 28, 1, 0, 0, TimeSpan.Zero);
        Schedule.ByHand.After(now, 5).Should().BeNull();
        Schedule.ByHand.Between(now, now.AddDays(400), 5).Should().Be(0);
    }

    private Task<IDisposable> Enter(string? collection, bool isAlone = false, long order = 0) =>
        locks.Enter(collection, isAlone, order, Cancel);
}
