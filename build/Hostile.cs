using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;

namespace SmokeTests.Build;

/// <summary>
/// Twenty good checks of 1 s beside one that does harm, in one suite: how long they are not run, and who is blamed. A table in Markdown.
/// </summary>
internal static class Hostile
{
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    /// <summary>What the check does, and its name.</summary>
    private static readonly (string Kind, string Check)[] Kinds =
    [
        ("nothing: how it is without one", "Goes_on"),
        ("a thread of it throws after it has passed", "Afterwards.Thread_throws"),
        ("`async void` throws afterwards", "Afterwards.Async_void"),
        ("a timer of it throws afterwards", "Afterwards.Timer"),
        ("a work item of it throws afterwards", "Afterwards.Work_item_throws"),
        ("a work item without context throws", "Work_item_without_context"),
        ("a finalizer throws", "Finalizer_throws"),
        ("a thread of its static constructor throws", "Static_constructors"),
        ("its fixture's `async void` throws", "Fixture_throws"),
        ("`Environment.Exit` afterwards", "Afterwards.Exits"),
        ("`FailFast` afterwards", "Afterwards.Fails_fast"),
        ("`FailFast` afterwards, in code of others", "Code_of_others_fails_fast"),
        ("a thread of it overflows its stack", "Thread_overflows"),
        ("kill -9 of itself afterwards", "Afterwards.Kills_itself"),
        ("stack overflow", "Overflows_the_stack"),
        ("kill -9 of itself", "Kills_its_process"),
        ("crash in native code", "Crashes_in_native"),
        ("holds up the thread pool", "Holds_up_the"),
        ("makes the thread pool small", "Makes_the_thread_pool"),
        ("SIGSTOP of itself", "Stops_its_process"),
        ("deletes its running assemblies", "Deletes_its"),
        ("exception of 50 MB", "Throws_50_MB"),
        ("1 GB to the console", "Writes_1_GB_to_the_console"),
        ("1 GB to the standard output, past the console", "Writes_1_GB_to_the_standard"),
        ("changes environment variables", "Changes_environment"),
        ("changes the current directory", "Changes_the_current"),
        ("changes the culture of all threads", "Changes_the_culture"),
        ("takes 2 GB", "Takes_2_GB"),
        ("starts 3,000 threads", "Starts_3000"),
        ("loops for ever", "Loops_for_ever"),
    ];

    public static async Task<int> Run(IReadOnlyCollection<string> only)
    {
        var configuration = Environment.GetEnvironmentVariable("CONFIGURATION") ?? "Release";
        await Shell.Build(Repository.At("src", "SmokeTests.Runner"), configuration);
        await Shell.Build(Repository.At("tests", "Specimens", "Disruptive"), configuration);
        var table = new StringBuilder(
            "| beside twenty good checks of 1 s, one | longest gap until it is known | afterwards | lost | repeated | named after |\n")
            .Append("|---|---|---|---|---|---|\n");
        var all = true;
        bool Chosen(string check) => only.Count == 0 || only.Any(o => check.Contains(o, StringComparison.OrdinalIgnoreCase));
        foreach (var (kind, check) in Kinds.Where(k => Chosen(k.Check)))
        {
            var row = await Measure(configuration, check);
            all &= (check == "Goes_on" || row.Named is not null) && row.Wronged.Length == 0;
            var named = row.Named is { } after ? string.Create(CultureInfo.InvariantCulture, $"{after:0.0} s") : "–";
            var wronged = row.Wronged.Length > 0 ? $" wrongly: {row.Wronged}" : "";
            var line = string.Create(CultureInfo.InvariantCulture,
                $"| {kind} | {row.Gap:0.0} s | {row.Later:0.0} s | {row.Lost} | {row.Repeated} | {named} |{wronged}");
            table.Append(line).Append('\n');
            Console.WriteLine(line);
        }
        var file = Path.Combine(Repository.Artifacts, "hostile.md");
        await File.WriteAllTextAsync(file, table.ToString());
        Console.WriteLine($"\n{table}\nIn {file}");
        return all ? 0 : 1;
    }

    private static async Task<Row> Measure(string configuration, string check)
    {
        var data = Directory.CreateTempSubdirectory("hostile-").FullName;
        var address = $"http://127.0.0.1:{FreePort()}";
        using var log = new StreamWriter(Path.Combine(Repository.Artifacts, $"hostile-{check}.log"));
        using var runner = Shell.Start(Shell.Dotnet,
        [
            Repository.Built(configuration, "src/SmokeTests.Runner", "smoke"), "serve",
            Path.GetDirectoryName(Repository.Built(configuration, "tests/Specimens/Disruptive", "Disruptive"))!,
            "--listen", address, "--data", data, "--filter", "class=Good", "--filter", check,
        ], new Dictionary<string, string> { ["SPECIMEN_TRACES"] = Path.Combine(data, "traces") }, quiet: true);
        var reading = Task.WhenAll(Copy(runner.StandardOutput, log), Copy(runner.StandardError, log));
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            return await Watch(http, runner);
        }
        finally
        {
            runner.Kill(entireProcessTree: true);
            await runner.WaitForExitAsync();
            await reading;
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<Row> Watch(HttpClient http, Process runner)
    {
        var began = Stopwatch.StartNew();
        double? named = null;
        var known = DateTimeOffset.MaxValue;
        // Until the culprit is named, and then a while; without one for a while.
        for (var until = Longest; began.Elapsed < until && !runner.HasExited; await Task.Delay(100))
        {
            if (await Checks(http) is not { } now || named is not null)
                continue;
            var harmful = now.Where(c => !IsGood(c)).Select(c => c.Name).ToArray();
            if (harmful.Length > 1)
                throw new InvalidOperationException($"More than one does harm: {string.Join(", ", harmful)}. Name one alone.");
            if (now.FirstOrDefault(c => !IsGood(c)) is not { } culprit)
                until = now.Count == 0 ? Longest : TimeSpan.FromSeconds(15);
            else if (culprit is { Outcome: "Broken", LastRun: { } at })
            {
                var first = (await Runs(http, culprit)).Min(r => r.At);
                (named, known) = ((at - first).TotalSeconds, DateTimeOffset.UtcNow);
                until = began.Elapsed + Afterwards;
            }
        }
        var (gap, later, lost, repeated, wronged) = (0.0, 0.0, 0, 0, new List<string>());
        foreach (var good in (await Checks(http) ?? []).Where(IsGood))
        {
            var runs = (await Runs(http, good)).OrderBy(r => r.At).ToArray();
            lost += runs.Count(r => r.Outcome == "Lost");
            repeated += Enumerable.Range(0, runs.Length)
                .Count(i => runs[i].Outcome == "Lost" && runs.Skip(i + 1).Any(r => r.Outcome != "Lost"));
            wronged.AddRange(runs.Where(r => r.Outcome is "Broken" or "Failed").Select(_ => good.Name));
            var passed = runs.Where(r => r.Outcome is "Passed" or "Slow").Select(r => r.At).ToArray();
            foreach (var (from, to) in passed.Zip(passed.Skip(1)))
                if (from > known)
                    later = Math.Max(later, (to - from).TotalSeconds);
                else
                    gap = Math.Max(gap, (to - from).TotalSeconds);
        }
        return new Row(gap, later, lost, repeated, named, string.Join(", ", wronged.Distinct()));
    }

    private static bool IsGood(Seen check) => check.Group == "Good";

    private static async Task<List<Seen>?> Checks(HttpClient http)
    {
        try
        {
            return await http.GetFromJsonAsync<List<Seen>>("/api/checks");
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return null;
        }
    }

    private static async Task<List<RunOf>> Runs(HttpClient http, Seen check) =>
        (await http.GetFromJsonAsync<List<RunOf>>($"/api/checks/{Uri.EscapeDataString(check.Id)}/runs"))!;

    private static async Task Copy(StreamReader from, StreamWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
            lock (to)
                to.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {line}");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <param name="Gap">Seconds: the longest time between two good runs of a good check, until the culprit is known.</param>
    /// <param name="Later">The same, afterwards.</param>
    /// <param name="Lost">Runs of good checks that were lost.</param>
    /// <param name="Repeated">Those of them that were repeated.</param>
    /// <param name="Named">Seconds from the culprit's first run until it was told by name.</param>
    /// <param name="Wronged">Good checks that were blamed.</param>
    private sealed record Row(double Gap, double Later, int Lost, int Repeated, double? Named, string Wronged);

    private sealed record Seen(string Id, string Name, string Group, string? Outcome, DateTimeOffset? LastRun);

    private sealed record RunOf(string Id, string Outcome, DateTimeOffset At, double Ms);
}
