using System.Xml.Linq;

namespace SmokeTests.Build;

/// <summary>
/// Builds everything in Release, finds or installs what tests need, runs every test project, and ends with one line of sums.
/// </summary>
internal static class Tests
{
    private const string WithImages = "SmokeTests.EndToEnd";
    private const string WithBrowser = "SmokeTests.Browser.Tests";

    private const int LinesOfFailure = 12;

    /// <summary>
    /// One after the other. Those that run the whole look at clocks, and at a machine that is short: beside others they would find
    /// one that is.
    /// </summary>
    private static readonly string[] Projects =
        ["SmokeTests.Architecture.Tests", "SmokeTests.Tests", "SmokeTests.Runner.Tests", WithBrowser, WithImages];

    public static async Task<int> Run(IReadOnlyCollection<string> chosen)
    {
        await Languages.Need.Meet();
        // What tests need is found and started meanwhile.
        var built = Shell.Build(Repository.At("SmokeTests.sln"), "Release");
        var rollups = await RunAll([.. Projects.Where(p => chosen.Count == 0 || chosen.Contains(p))], built);
        // A test that was skipped proved nothing: it counts as failed.
        if (rollups.Skipped > 0)
            Console.Error.WriteLine($"{rollups.Skipped} tests were skipped. Nothing here may be: they count as failed.");
        // Again at the end: above they stand among all that servers and programs have written.
        foreach (var failure in rollups.Failures)
            Console.WriteLine(failure);
        Console.WriteLine($"{rollups.Passed} passed, {rollups.Failed + rollups.Skipped} failed");
        return rollups.Failed + rollups.Skipped == 0 && rollups.Passed > 0 ? 0 : 1;
    }

    /// <summary>A test that kills the runner, more often than <see cref="Run"/> has the time for.</summary>
    public static Task<int> Kill(string test, string variable, string times) =>
        Long(test, new Dictionary<string, string> { [variable] = times });

    /// <summary>
    /// Three runners on one PostgreSQL, which are killed, stopped and restarted for longer than <see cref="Run"/> has the time
    /// for.
    /// </summary>
    public static async Task<int> Chaos(string minutes) =>
        await Long("*ClusterTests",
            new Dictionary<string, string> { ["SMOKETESTS_CHAOS"] = minutes, [Postgres.ProgramsVariable] = await Postgres.FindPrograms() });

    /// <summary>Random documents by both drivers, more than <see cref="Run"/> has the time for.</summary>
    public static async Task<int> Differ(string documents)
    {
        var environment = new Dictionary<string, string> { ["SMOKETESTS_DOCUMENTS"] = documents,
            [Browser.PathVariable] = await Browser.Find() };
        return await Long("*DifferentialTests", environment, WithBrowser);
    }

    /// <summary>The images under their memory limits, for longer than <see cref="Run"/> has the time for.</summary>
    public static async Task<int> Endure(string minutes)
    {
        var environment = new Dictionary<string, string>(await Images()) { ["SMOKETESTS_ENDURE"] = minutes };
        return await Long("*EndureTests", environment);
    }

    private static async Task<int> Long(string test, IReadOnlyDictionary<string, string> environment, string project = WithImages)
    {
        await Shell.Build(Repository.At("SmokeTests.sln"), "Release");
        return await Shell.Run(Shell.Dotnet,
            [Repository.Built("Release", $"tests/{project}", project), "-class", test, "-showLiveOutput", "-noColor"], environment);
    }

    /// <summary>The images, built upon a base that is fetched from Debian, and how their engine is found.</summary>
    public static async Task<Dictionary<string, string>> Images()
    {
        var containers = await Containers.Find(null);
        await Image.Build(containers, "local");
        return new Dictionary<string, string>(containers.Environment) { [Containers.EngineVariable] = containers.Engine };
    }

    private static async Task<Sums> RunAll(IReadOnlyCollection<string> projects, Task built)
    {
        var browser = await Browser.Find();
        await Networks.Need.Meet();
        await Icu.Need.Meet();
        await using var postgres = await Postgres.Start();
        await using var mariaDb = await MariaDb.Start();
        var environment = new Dictionary<string, string>
        {
            [Browser.PathVariable] = browser,
            [MariaDb.Variable] = mariaDb.Connection,
            [MariaDb.ProgramsVariable] = await MariaDb.FindPrograms(),
            [Postgres.Variable] = postgres.Connection,
            [Postgres.ProgramsVariable] = await Postgres.FindPrograms(),
            [ThirdParty.Variable] = await ThirdParty.Prepare(),
            [SlackTypes.Variable] = await SlackTypes.Prepare(),
        };
        await built;
        // Tests that look at no clock run while the images are made.
        var images = projects.Contains(WithImages) ? Images() : Task.FromResult(new Dictionary<string, string>());
        var sums = new Sums(0, 0, 0, []);
        foreach (var project in projects)
        {
            if (project is WithBrowser or WithImages)
                foreach (var (name, value) in await images)
                    environment[name] = value;
            sums += await RunOne(project, environment);
        }
        return sums;
    }

    private static async Task<Sums> RunOne(string project, IReadOnlyDictionary<string, string> environment)
    {
        var results = Path.Combine(Repository.Artifacts, "tests", project + ".xml");
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);
        string[] run = [Repository.Built("Release", $"tests/{project}", project), "-result-xml", results, "-noColor", "-maxThreads",
            Lanes(project)];
        var code = await Shell.Run(Shell.Dotnet, run, environment);
        if (!File.Exists(results))
        {
            return new Sums(0, 1, 0, [$"{project} ended with exit code {code} and left no results."]);
        }
        var assemblies = XDocument.Load(results).Descendants("assembly").ToArray();
        return new Sums(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped") + Sum("not-run"),
            [.. assemblies.SelectMany(Failures)]);

        int Sum(string name) => assemblies.Sum(a => (int?)a.Attribute(name) ?? 0);
    }

    /// <summary>Each test that failed, and the beginning of why.</summary>
    private static IEnumerable<string> Failures(XElement assembly) => assembly.Descendants("failure").Select(f =>
    {
        var of = f.Parent!.Attribute("name")?.Value ?? f.Parent.Attribute("type")?.Value;
        var why = f.Element("message")?.Value.Trim().Split('\n') ?? [];
        return $"FAILED {of}\n    {string.Join("\n    ", why.Take(LinesOfFailure).Select(l => l.TrimEnd()))}";
    });

    /// <summary>
    /// Tests at once for each processor: most of the time they wait for programs that they have started. Those that share one
    /// browser go three at a time on any machine, since many wait for servers that say nothing: with more of them it would be the
    /// browser that is measured.
    /// </summary>
    private static string Lanes(string project) => project switch { WithBrowser => "3", WithImages => "2x", _ => "1.5x" };

    private sealed record Sums(int Passed, int Failed, int Skipped, IReadOnlyList<string> Failures)
    {
        public static Sums operator +(Sums one, Sums other) =>
            new(one.Passed + other.Passed, one.Failed + other.Failed, one.Skipped + other.Skipped, [.. one.Failures, .. other.Failures]);
    }
}
