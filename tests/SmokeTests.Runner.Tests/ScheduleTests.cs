using SmokeTests.Runner.Running;
using Microsoft.Extensions.Time.Testing;

namespace SmokeTests.Runner.Tests;

public class ScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("10s", 0u)]
    [InlineData("1m", 12_345u)]
    [InlineData("5m", 4_000_000_000u)]
    [InlineData("1d", 77u)]
    public void An_interval_keeps_its_phase_whenever_it_is_asked(string every, uint phase)
    {
        var (schedule, mistake) = Schedule.Parse(every, null, null);
        mistake.Should().BeNull();
        Interval.TryParse(every, out var interval).Should().BeTrue();
        var first = schedule.After(Noon, phase)!.Value;
        first.Should().BeAfter(Noon).And.BeOnOrBefore(Noon + interval);
        schedule.After(first, phase).Should().Be(first + interval);
        schedule.After(first - TimeSpan.FromTicks(1), phase).Should().Be(first);
        schedule.After(first + interval / 2, phase).Should().Be(first + interval);
    }

    [Fact]
    public void Checks_of_one_interval_are_spread_over_it()
    {
        var (schedule, _) = Schedule.Parse("10s", null, null);
        var seconds = Enumerable.Range(0, 1_000).Select(i => schedule.After(Noon, (uint)i * 2_654_435_761u)!.Value.Second % 10)
            .GroupBy(s => s);
        seconds.Should().HaveCount(10).And.OnlyContain(g => g.Count() > 50 && g.Count() < 200);
    }

    [Theory]
    // the clock goes from 2 to 3: run when the hour that is missing would be
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z")]  // the hour that comes twice: the first
    [InlineData("0 9 * * MON", "UTC",          "2026-11-23T12:00Z", "2026-11-30T09:00Z")]
    [InlineData("*/15 * * * * *", "UTC",       "2026-11-23T12:00Z", "2026-11-23T12:00:15Z")]
    public void Cron_follows_its_time_zone(string cron, string zone, string now, string next) =>
        Schedule.Parse(null, cron, zone).Schedule.After(DateTimeOffset.Parse(now), 0).Should().Be(DateTimeOffset.Parse(next));

    [Theory]
    [InlineData("5x", null, null,
        "'5x' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d, at least 1s; or use [Cron]")]
    [InlineData("10ms", null, null, "'10ms' is not an interval*at least 1s*")]
    [InlineData(null, "every day", null, "'every day' is not a cron expression: *")]
    [InlineData(null, "* * * * *", "Mars/Olympus", "'Mars/Olympus' is not a time zone. Write an IANA name such as Europe/Paris")]
    public void A_schedule_that_is_none_is_told(string? every, string? cron, string? zone, string told) =>
        Schedule.Parse(every, cron, zone).Mistake.Should().Match(told);

    [Fact]
    public async Task The_timetable_hands_out_what_is_due_in_order_and_once()
    {
        var time = new FakeTimeProvider(Noon);
        var dueQueue = new DueQueue(time);
        dueQueue.Put("late", Noon.AddSeconds(20));
        dueQueue.Put("soon", Noon.AddSeconds(10));
        dueQueue.Put("moved", Noon.AddSeconds(5));
        dueQueue.Put("moved", Noon.AddSeconds(15));
        dueQueue.Put("taken", Noon.AddSeconds(1));
        dueQueue.Remove("taken");
        var cancel = TestContext.Current.CancellationToken;
        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var next = dueQueue.Next(cancel);
            while (!next.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
            var (check, due) = await next;
            order.Add($"{check} {(due - Noon).TotalSeconds} {time.GetUtcNow() >= due}");
        }
        order.Should().Equal("soon 10 True", "moved 15 True", "late 20 True");
        dueQueue.Due("soon").Should().BeNull("a check that runs stands in no timetable");
    }
}
