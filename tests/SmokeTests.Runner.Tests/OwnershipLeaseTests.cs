using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Cluster;

namespace SmokeTests.Runner.Tests;

/// <summary>A node that was taken for dead and whoever has its shards now do not run a check at once.</summary>
public class OwnershipLeaseTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void It_lasts_from_the_beginning_of_the_look_not_from_its_end()
    {
        var certainty = new OwnershipLease(clock);
        var began = clock.GetTimestamp();
        clock.Advance(OwnershipLease.Longest - Moment);
        certainty.Begin(began);

        certainty.IsOver.Should().BeFalse();
        clock.Advance(Moment);
        certainty.IsOver.Should().BeTrue();
    }

    [Fact]
    public void Whoever_was_certain_when_a_shard_was_taken_is_not_any_more_when_its_rest_is_over()
    {
        var (former, rest) = (new OwnershipLease(clock), new TakeoverCooldown(clock));
        former.Begin(clock.GetTimestamp());
        rest.Begin(7, "gone");

        while (rest.Over(null).Count == 0)
            clock.Advance(Moment);

        former.IsOver.Should().BeTrue();
        rest.Over(null).Should().ContainSingle().Which.Should().Be(KeyValuePair.Create(7, "gone"));
        rest.Has(7).Should().BeTrue("it is run when it is said to be, not before");
    }

    [Fact]
    public void While_the_database_is_away_nobody_notices_anything_so_the_rest_begins_when_it_is_back()
    {
        var rest = new TakeoverCooldown(clock);
        rest.Begin(7, "gone");
        clock.Advance(TimeSpan.FromMinutes(1));
        var back = clock.GetTimestamp();

        rest.Over(back).Should().BeEmpty();
        clock.Advance(TakeoverCooldown.Length);
        rest.Over(back).Should().ContainKey(7);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task It_goes_on_by_itself_only_where_there_is_nothing_to_look_at(bool isAway, bool isOver)
    {
        var certainty = new OwnershipLease(clock);
        using var stop = new CancellationTokenSource();
        var ticking = certainty.Tick(() => isAway, stop.Token);
        for (var n = 0; n < 20; n++)
            clock.Advance(TimeSpan.FromMilliseconds(500));

        certainty.IsOver.Should().Be(isOver);
        await stop.CancelAsync();
        await ticking;
    }

    [Fact]
    public async Task After_the_process_stood_still_it_does_not_go_on_by_itself()
    {
        var certainty = new OwnershipLease(clock);
        using var stop = new CancellationTokenSource();
        var ticking = certainty.Tick(() => true, stop.Token);
        clock.Advance(TimeSpan.FromMinutes(1));

        certainty.IsOver.Should().BeTrue();
        await stop.CancelAsync();
        await ticking;
    }
}
