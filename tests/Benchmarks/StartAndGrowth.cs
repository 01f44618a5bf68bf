using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// From the start of the process to the first request at the site, with 1,000 checks and no copy of the suite yet; and what
/// runner and worker weigh after 200,000 runs, against what they weighed when they were warm.
/// </summary>
internal static class StartAndGrowth
{
    private const int Starts = 5;
    private const int WarmRuns = 200_000;
    private const int Runs = 200_000;

    public static async Task<Figure[]> Start(string root)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        await using var site = await Site.Start();
        var times = new List<double>();
        for (var start = 0; start < Starts; start++)
        {
            site.Forget();
            var began = Stopwatch.GetTimestamp();
            await using var runner = Runner.Start(root, site.Address, 1_000);
            times.Add(Stopwatch.GetElapsedTime(began, await site.First.Task.WaitAsync(TimeSpan.FromSeconds(60))).TotalMilliseconds);
        }
        return [new("start-to-first-run-ms", Math.Round(Figure.Median(times)), "ms", "lower")];
    }

    public static async Task<Figure[]> Growth(string root)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        await using var site = await Site.Start();
        await using var runner = Runner.Start(root, site.Address, 10_000);
        await Until(site, WarmRuns);
        var before = runner.Family.Weights();
        await Until(site, Runs);
        var after = runner.Family.Weights();
        Console.WriteLine($"{Written(before)} after {WarmRuns} runs, {Written(after)} after {Runs} more");
        return [new("memory-growth-percent", Math.Round((after.Values.Sum() / before.Values.Sum() - 1) * 100, 1), "%", "lower")];
    }

    private static string Written(Dictionary<string, double> weights) => string.Join(", ", weights.Select(w => $"{w.Key} {w.Value:0} MB"));

    private static async Task Until(Site site, int runs)
    {
        for (var seen = 0; seen < runs; seen += site.Take().Count)
            await Task.Delay(1_000);
    }
}
