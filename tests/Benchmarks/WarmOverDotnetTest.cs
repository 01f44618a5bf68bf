using SmokeTests.Worker;
using System.Diagnostics;
using SmokeTests.Runner.Workers;

namespace Benchmarks;

/// <summary>
/// What a run of one trivial check takes, warm through the worker's socket and by <c>dotnet test --no-build</c>. The two
/// take turns, so that both meet the same machine.
/// </summary>
internal static class WarmOverDotnetTest
{
    private const int Rounds = 7;
    private const int WarmRuns = 2_000;
    private const string Check = "Specimens.Trivial.Passes";

    public static async Task<Figure[]> Measure(string root)
    {
        var project = Path.Combine(root, "tests", "Specimens", "Passing");
        var suite = Suite.At(Path.Combine(project, "bin", "Release", "net10.0")).Suite ?? throw new InvalidOperationException("Build tests/Specimens/Passing in Release first.");
        await using var worker = await Worker.Start(suite, new Post(null, null, null, () => { }), TimeProvider.System, CancellationToken.None);
        await Warm(worker);

        var (warm, cold) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            warm.AddRange(await Warm(worker));
            cold.Add(await DotnetTest(root, project));
        }
        var (warmMs, coldMs) = (Figure.Median(warm), Figure.Median(cold));
        return
        [
            new("warm-over-dotnet-test", Math.Round(coldMs / warmMs), "times", "higher"),
            new("warm-run-ms", Math.Round(warmMs, 4), "ms", "lower"),
            new("dotnet-test-ms", Math.Round(coldMs, 1), "ms", "lower"),
        ];
    }

    private static async Task<List<double>> Warm(Worker worker)
    {
        var times = new List<double>(WarmRuns);
        for (var i = 0; i < WarmRuns; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var ended = await worker.Run(new RunCheck($"{i}", Check), TimeSpan.FromSeconds(10));
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (ended.Finished?.Outcome != SmokeTests.Worker.Outcome.Passed)
                throw new InvalidOperationException($"The check did not pass: {ended.Finished?.Failure?.Message}");
        }
        return times;
    }

    private static async Task<double> DotnetTest(string root, string project)
    {
        var began = Stopwatch.GetTimestamp();
        using var test = Process.Start(new ProcessStartInfo("dotnet", ["test", "--project", project, "-c", "Release", "--no-build"]) { WorkingDirectory = root, RedirectStandardOutput = true })!;
        var output = await test.StandardOutput.ReadToEndAsync();
        await test.WaitForExitAsync();
        return test.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : throw new InvalidOperationException($"dotnet test failed:\n{output}");
    }
}
