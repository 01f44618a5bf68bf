using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Benchmarks;

/// <summary>
/// From the moment that the site answers the confirming run to the moment that the team's webhook is called, while 1,000
/// checks run every 10 s: deciding, saving and sending lie between the two. A hundred pages break at once.
/// </summary>
internal static partial class AlertLatency
{
    private const int Checks = 1_000;
    private const int Broken = 100;

    public static async Task<Figure[]> Measure(string root)
    {
        await using var site = await Site.Start();
        var told = new ConcurrentDictionary<int, DateTimeOffset>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var receiver = builder.Build();
        receiver.Run(async context =>
        {
            var at = DateTimeOffset.UtcNow;
            using var reader = new StreamReader(context.Request.Body);
            foreach (Match row in Row().Matches(await reader.ReadToEndAsync()))
                told.TryAdd(int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), at);
        });
        await receiver.StartAsync();
        await using var runner = Runner.Start(root, site.Address, Checks,
            ("SMOKETESTS__alerts__group", "1ms"), ("SMOKETESTS__alerts__confirmAfter", "1s"),
            ("SMOKETESTS__teams__load__webhook__address", receiver.Urls.First()));
        await site.First.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Task.Delay(TimeSpan.FromSeconds(30));
        site.Take();
        site.BrokenBelow = Broken;
        for (var seconds = 0; told.Count < Broken; seconds++)
            await Task.Delay(1_000).WaitAsync(TimeSpan.FromSeconds(seconds < 60 ? 5 : 0));
        // The confirming run is the last that came before the message.
        var asked = site.Take().ToLookup(a => a.Page, a => a.At);
        var took = told.Where(t => t.Key < Broken).Select(t => (t.Value - asked[t.Key].Where(at => at <= t.Value).Max()).TotalMilliseconds)
            .Order().ToArray();
        Console.WriteLine($"{took.Length} incidents: told after p50 {took[took.Length / 2]:0} p99 {took[took.Length * 99 / 100]:0} "
            + $"max {took[^1]:0} ms");
        return [new("alert-latency-p99-ms", Math.Round(took[took.Length * 99 / 100]), "ms", "lower")];
    }

    [GeneratedRegex(@"\(row: (\d+)\)")]
    private static partial Regex Row();
}
