using SmokeTests.Worker;
using System.Diagnostics;
using SmokeTests.Runner.Workers;

namespace Benchmarks;

/// <summary>
/// What a run of one trivial check takes, warm through the worker's socket, by starting the suite's executable, and by
/// <c>dotnet test --no-build</c>. They take turns, so that all meet the same machine.
/// </summary>
internal static class WarmOverDotnetTest
{
    private const int Rounds = 7;
    private const int WarmRuns = 2_000;
    private const string Check = "Specimens.Trivial.Passes";

    public static async Task<Figure[]> Measure(string root)
    {
        var project = Path.Combine(root, "tests", "Specimens", "Passing");
        var suite = Suite.At(Path.Combine(project, "bin", "Release", "net10.0")).Suite
            ?? throw new InvalidOperationException("Build tests/Specimens/Passing in Release first.");
        await using var worker = await WorkerStart.Run(suite, new WorkerOptions(null, null, null, () => { }), TimeProvider.System,
            CancellationToken.None);
        await Warm(worker);

        var (warm, spawned, cold) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            warm.AddRange(await Warm(worker));
            spawned.Add(await Timed(root, suite.Path, "-noColor", "-noLogo", "-class", "Specimens.Trivial"));
            cold.Add(await Timed(root, "test", "--project", project, "-c", "Release", "--no-build"));
        }
        var (warmMs, spawnedMs, coldMs) = (Figure.Median(warm), Figure.Median(spawned), Figure.Median(cold));
        return
        [
            new("warm-over-dotnet-test", Math.Round(coldMs / warmMs), "times", "higher"),
            new("warm-over-spawned-executable", Math.Round(spawnedMs / warmMs), "times", "higher"),
            new("warm-run-ms", Math.Round(warmMs, 4), "ms", "lower"),
            new("spawned-executable-ms", Math.Round(spawnedMs, 1), "ms", "lower"),
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

    /// <summary>How long a cold process takes.</summary>
    private static async Task<double> Timed(string root, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        using var cold = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root,
            RedirectStandardOutput = true })!;
        var output = await cold.StandardOutput.ReadToEndAsync();
        await cold.WaitForExitAsync();
        return cold.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalMilliseconds
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
    }
}
