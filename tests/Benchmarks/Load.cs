using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace Benchmarks;

/// <summary>
/// <c>smoke serve</c> with thousands of checks, each a real GET with a text assertion every 10 s: what a check costs all our
/// processes together, what they weigh, how late its request arrives. Lateness is measured at the site, against the
/// moment that the schedule names: it holds everything between the two. Linux alone tells CPU and memory of other processes so cheaply (/proc).
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
        var (cpu, shares) = (runner.CpuMs(), runner.Shares());
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(Window);
        var took = Stopwatch.GetElapsedTime(began);
        var spent = runner.CpuMs() - cpu;
        var arrived = site.Take();
        var late = arrived.Select(a => Lateness(a.Page, a.At)).Order().ToArray();
        var expected = (int)(checks * (took / Interval));
        Console.WriteLine($"{checks} checks: {arrived.Count} runs in {took.TotalSeconds:0.0} s ({expected} expected), {spent / arrived.Count:0.000} ms CPU each ({string.Join(", ", runner.Shares().Select(s => $"{s.Key} {(s.Value - shares.GetValueOrDefault(s.Key)) / arrived.Count:0.000}"))}), late p50 {late[late.Length / 2]:0} p99 {late[late.Length * 99 / 100]:0} max {late[^1]:0} ms, {runner.Megabytes():0} MB");
        return new Loaded(spent / arrived.Count, runner.Megabytes(), late[late.Length * 99 / 100], Math.Max(0, expected - arrived.Count - checks / 100));
    }

    /// <summary>How long after its due time the request came. Half an interval early counts as early.</summary>
    private static double Lateness(int page, DateTimeOffset at)
    {
        var check = Check.From(new CheckFound("Specimens.Pages.Page_says_what_it_should" + Row(page), "", "", null, "10s", null, null, null, null, true, null, [], "", null, null), "Many", "local", null);
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

    private Runner(Process process, string data) => (this.process, this.data) = (process, data);

    public static Runner Start(string root, string site, int checks)
    {
        var data = Directory.CreateTempSubdirectory("bench-data-").FullName;
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(root, "src/SmokeTests.Runner/bin/Release/net10.0/smoke.dll"), "serve", Path.Combine(root, "tests/Specimens/Many/bin/Release/net10.0"), "--listen", $"http://127.0.0.1:{FreePort()}", "--data", data]);
        (start.Environment["MANY"], start.Environment["MANY_SITE"]) = (checks.ToString(CultureInfo.InvariantCulture), site);
        return new Runner(Process.Start(start)!, data);
    }

    /// <summary>Milliseconds of CPU that the runner and its workers have used, ended ones included.</summary>
    public double CpuMs() => Family().Sum(p => p.CpuMs);

    public Dictionary<string, double> Shares() => Family().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Sum(p => p.CpuMs));

    /// <summary>What they weigh together; pages that they share are counted once.</summary>
    public double Megabytes() => Family().Sum(p => p.Megabytes);

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private List<Member> Family()
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => Member.Read(n!)).OfType<Member>().ToArray();
        var family = all.Where(m => m.Id == process.Id).ToList();
        for (var i = 0; i < family.Count; i++)
            family.AddRange(all.Where(m => m.Parent == family[i].Id));
        return family;
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private sealed record Member(int Id, int Parent, string Name, double CpuMs, double Megabytes)
    {
        public static Member? Read(string id)
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{id}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                // utime, stime and those of children that have ended, in hundredths of a second.
                var cpu = fields[11..15].Sum(t => double.Parse(t, CultureInfo.InvariantCulture)) * 10;
                var name = File.ReadAllText($"/proc/{id}/cmdline").Contains("--worker", StringComparison.Ordinal) ? "worker" : "runner";
                var pss = File.ReadLines($"/proc/{id}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                return new Member(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), name, cpu, double.Parse(pss, CultureInfo.InvariantCulture) / 1024);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // It has ended, or belongs to somebody else.
                return null;
            }
        }
    }
}
