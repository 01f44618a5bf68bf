using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.Board;

namespace SmokeTests.Runner.Tests;

/// <summary>What a check's chart draws: hours as digits (how many hundred milliseconds half of the runs took), gaps as dots.</summary>
public class ChartTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    //          hours     the line of the half, stretch by stretch
    [InlineData("1", "500,216 500,216")]
    [InlineData("12", "250,216 750,192")]
    [InlineData("1.21", "125,216 125,216|625,192 875,216")]
    [InlineData("...5", "875,120 875,120")]
    [InlineData("..", "")]
    public async Task A_line_goes_as_far_as_there_are_runs(string hours, string line)
    {
        var html = await Draw(hours, []);
        string.Join('|', html.Split("<polyline class=\"p50\" points=\"").Skip(1).Select(p => p.Split('"')[0])).Should().Be(line);
    }

    [Theory]
    //          down in minutes, its hour   where it begins and how wide it is, of a thousand
    [InlineData(0, 60, "0 250")]
    [InlineData(2, 30, "500 125")]
    [InlineData(3, 90, "750 250")]
    [InlineData(1, 0.01, "250 2")]
    public async Task What_was_down_is_as_wide_as_it_lasted_and_never_too_narrow_to_be_seen(int hour, double minutes, string block)
    {
        var html = await Draw("1111", [(Midnight.AddHours(hour), TimeSpan.FromMinutes(minutes))]);
        var drawn = html.Split("<rect class=\"down\" ")[1];
        $"{Between(drawn, "x=\"")} {Between(drawn, "width=\"")}".Should().Be(block);
    }

    private static string Between(string html, string start) => html.Split(start)[1].Split('"')[0];

    private static async Task<string> Draw(string hours, IReadOnlyList<(DateTimeOffset, TimeSpan)> downs)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(Chart.Downs)] = downs,
            [nameof(Chart.Latencies)] = hours.Select((h, n) => (Hour: h, Number: n)).Where(h => h.Hour != '.')
                .Select(h => (Midnight.AddHours(h.Number), new[] { (h.Hour - '0') * 100.0, 1000 })).ToArray(),
            [nameof(Chart.From)] = Midnight, [nameof(Chart.To)] = Midnight.AddHours(hours.Length),
                [nameof(Chart.Span)] = TimeSpan.FromHours(1), [nameof(Chart.Name)] = "a day",
        });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Chart>(parameters)).ToHtmlString());
    }
}
