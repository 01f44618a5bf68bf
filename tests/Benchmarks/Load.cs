using System.Diagnostics;
using System.Globalization;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace Benchmarks;

/// <summary>
/// <c>smoke serve</c> with thousands of checks, each a real GET with a text assertion every 10 s: what a check costs all our
/// processes together, what they weigh, how late its request arrives. Lateness is measured at the site, against the
/// moment that the schedule names: it holds everything between the two. Linux alone tells CPU and memory of other processes so
/// cheaply (/proc).
/// </summary>
internal static class Load
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    public static async Task<Figure[]> Measure(string root)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        await using var site = await Site.Start();
        var five = await With(root, site, 5_000);
        var ten = await With(root, site, 10_000);
        return
        [
            .. await Yardsticks.Measure(root, site, five.CpuMs),
            new("http-check-cpu-ms", Math.Round(five.CpuMs, 3), "ms", "lower"),
            new("memory-5000-mb", Math.Round(five.Megabytes), "MB", "lower"),
            new("lateness-p99-ms-5000", Math.Round(five.LatenessP99), "ms", "lower"),
            new("lateness-p99-ms-10000", Math.Round(ten.LatenessP99), "ms", "lower"),
            new("http-check-cpu-ms-10000", Math.Round(ten.CpuMs, 3), "ms", "lower"),
            new("dropped-5000", five.Dropped, "runs", "lower"),
            new("dropped-10000", ten.Dropped, "runs", "lower"),
        ];
    }

    private static async Task<Loaded> With(string root, Site site, int checks)
    {
        site.Forget();
        await using var runner = Runner.Start(root, site.Address, checks);
        await site.First.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Task.Delay(WarmUp);
        site.Take();
        var (cpu, shares) = (runner.Family.CpuMs(), runner.Family.Shares());
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(Window);
        var took = Stopwatch.GetElapsedTime(began);
        var spent = runner.Family.CpuMs() - cpu;
        var arrived = site.Take();
        var late = arrived.Select(a => Lateness(a.Page, a.At)).Order().ToArray();
        var expected = (int)(checks * (took / Interval));
        Console.WriteLine($"{checks} checks: {arrived.Count} runs in {took.TotalSeconds:0.0} s ({expected} "
            + $"expected), {spent / arrived.Count:0.000} ms CPU each "
            + "(" + string.Join(", ", runner.Family.Shares()
                .Select(s => $"{s.Key} {(s.Value - shares.GetValueOrDefault(s.Key)) / arrived.Count:0.000}"))
            + $"), late p50 {late[late.Length / 2]:0} p99 {late[late.Length * 99 / 100]:0} max {late[^1]:0} ms, "
            + $"{runner.Family.Megabytes():0} MB");
        return new Loaded(spent / arrived.Count, runner.Family.Megabytes(), late[late.Length * 99 / 100],
            Math.Max(0, expected - arrived.Count - checks / 100));
    }

    /// <summary>How long after its due time the request came. Half an interval early counts as early.</summary>
    private static double Lateness(int page, DateTimeOffset at)
    {
        var check = FoundCheck.Read(new CheckFound("Specimens.Pages.Page_says_what_it_should" + Row(page), "", "",
            null, "10s", null, null, null,
            null, true, null, [], "", null, null), "Many", "local", null,
            new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy()));
        var due = check.Schedule.After(at - Interval, check.Phase)!.Value;
        return (at - due).TotalMilliseconds;
    }

    private static string Row(int page)
    {
        var hash = 2166136261u;
        foreach (var c in $"(row: {page})")
            hash = (hash ^ c) * 16777619u;
        return "~" + hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private sealed record Loaded(double CpuMs, double Megabytes, double LatenessP99, int Dropped);
}

/// <summary><c>smoke serve</c> on the suite of many checks, with its worker.</summary>
internal sealed class Runner : IAsyncDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("bench-data-").FullName;
    private readonly Process process;

    private Runner(Process process, string data, string address) => (this.process, this.data, Address) = (process, data, address);

    public string Address { get; }

    public static Runner Start(string root, string site, int checks, params (string Name, string Value)[] variables) =>
        StartIn(Directory.CreateTempSubdirectory("bench-data-").FullName, root, site, checks, variables);

    /// <summary>In a data folder that outlives it, when that is not one of its own.</summary>
    public static Runner StartIn(string data, string root, string site, int checks, (string Name, string Value)[] variables,
        params string[] more)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(root, "src/SmokeTests.Runner/bin/Release/net10.0/smoke.dll"), "serve",
                Path.Combine(root, "tests/Specimens/Many/bin/Release/net10.0"), "--listen", address, "--data", data, .. more]);
        (start.Environment["MANY"], start.Environment["MANY_SITE"]) = (checks.ToString(CultureInfo.InvariantCulture), site);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new Runner(Process.Start(start)!, data, address);
    }

    /// <summary>Until its checks are on schedule.</summary>
    public async Task Ready()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                if ((await http.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It has not begun to listen.
            }
            await Task.Delay(200);
        }
        throw new TimeoutException("The runner did not become ready.");
    }

    public int Id => process.Id;

    /// <summary>The runner and its workers.</summary>
    public Family Family => new(process);

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        // The board's bench starts a second one where the first has been.
        if (Path.GetFileName(data).StartsWith("bench-data-", StringComparison.Ordinal))
            Directory.Delete(data, recursive: true);
    }
}
