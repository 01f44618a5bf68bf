using System.Xml.Linq;

namespace SmokeTests.Build;

/// <summary>Builds everything in Release, finds or installs what tests need, runs every test project, and ends with one line of sums.</summary>
internal static class Tests
{
    private static readonly string[] Projects = ["SmokeTests.Tests", "SmokeTests.Runner.Tests", "SmokeTests.EndToEnd"];

    public static async Task<int> Run()
    {
        await Shell.Need(Shell.Dotnet, "build", Repository.At("SmokeTests.sln"), "-c", "Release", "-v", "quiet", "--nologo");
        var browser = await Browser.Find();
        await using var postgres = await Postgres.Start();
        var environment = new Dictionary<string, string> { [Browser.PathVariable] = browser, [Postgres.Variable] = postgres.Connection };

        var (passed, failed, skipped) = (0, 0, 0);
        foreach (var project in Projects)
        {
            var results = Path.Combine(Repository.Artifacts, "tests", project + ".xml");
            Directory.CreateDirectory(Path.GetDirectoryName(results)!);
            File.Delete(results);
            var code = await Shell.Run(Shell.Dotnet, [Repository.Built("Release", $"tests/{project}", project), "-xml", results, "-noColor"], environment);
            if (!File.Exists(results))
            {
                Console.Error.WriteLine($"{project} ended with exit code {code} and left no results.");
                failed++;
                continue;
            }
            var sums = XDocument.Load(results).Descendants("assembly").ToArray();
            passed += Sum("passed");
            failed += Sum("failed") + Sum("errors");
            skipped += Sum("skipped") + Sum("not-run");

            int Sum(string name) => sums.Sum(s => (int?)s.Attribute(name) ?? 0);
        }
        // A test that was skipped proved nothing: it counts as failed.
        if (skipped > 0)
            Console.Error.WriteLine($"{skipped} tests were skipped. Nothing here may be: they count as failed.");
        Console.WriteLine($"{passed} passed, {failed + skipped} failed");
        return failed + skipped == 0 && passed > 0 ? 0 : 1;
    }
}
