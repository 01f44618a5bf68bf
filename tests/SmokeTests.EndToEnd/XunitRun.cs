using System.Globalization;
using System.Xml.Linq;

namespace SmokeTests.EndToEnd;

/// <summary>One test, as <c>dotnet test</c> or <c>smoke run</c> tell of it.</summary>
/// <param name="Outcome">Passed, Failed (whosever fault) or Skipped (also: not run, since it is explicit).</param>
internal sealed record XunitResult(string Class, string Method, string Name, string Outcome);

/// <summary>The suite XunitFeatures run once, by xunit itself as <c>dotnet test</c> runs it or by the runner.</summary>
internal sealed record XunitRun(IReadOnlyList<XunitResult> Results, IReadOnlyList<(long At, string What, string Of)> Events, string Output)
{
    public static async Task<XunitRun> ByXunit(string suite, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var scratch = new Scratch("smoke-xunit-");
        var (log, file) = (scratch.Folder("log"), Path.Combine(scratch.Folder("xml"), "results.xml"));
        var (_, output) = await Product.Run([Path.Combine(Folder(suite), $"{Path.GetFileName(suite)}.dll"), "-preEnumerateTheories",
            "-noColor", "-result-xml", file], With(log, environment));
        File.Exists(file).Should().BeTrue(output);
        var xml = XDocument.Load(file);
        var tests = xml.Descendants("test").Select(t => Result(t, $"{t.Attribute("type")!.Value}.{t.Attribute("method")!.Value}")).ToList();
        // Where a class cannot even be made ready, xunit tells an error of the class instead of the tests' results.
        foreach (var error in xml.Descendants("error")
            .Where(e => e.Attribute("type")?.Value == "test-class-cleanup" && tests.All(t => t.Class != e.Attribute("name")!.Value)))
            tests.Add(new(error.Attribute("name")!.Value, "", "", "Failed"));
        return new(tests, Read(log), output);
    }

    public static async Task<XunitRun> ByTheRunner(string suite, IReadOnlyDictionary<string, string>? environment = null,
        params string[] more)
    {
        using var scratch = new Scratch("smoke-xunit-");
        var (log, file) = (scratch.Folder("log"), Path.Combine(scratch.Folder("xml"), "results.xml"));
        var (_, output) = await Product.Run([Product.Smoke, "run", Folder(suite), "--junit", file, .. more], With(log, environment));
        File.Exists(file).Should().BeTrue(output);
        return new([.. XDocument.Load(file).Descendants("testcase")
            .Select(t => new XunitResult(t.Attribute("classname")!.Value, "", t.Attribute("name")!.Value,
            t.Element("failure") is not null || t.Element("error") is not null ? "Failed" : t.Element("skipped") is not null ? "Skipped"
                : "Passed"))], Read(log), output);
    }

    /// <summary>How often something was made, and disposed of.</summary>
    public (int Made, int Disposed) Lives(string of) =>
        (Events.Count(e => e.What == "made" && e.Of == of), Events.Count(e => e.What == "disposed" && e.Of == of));

    /// <summary>Which went on at the same time.</summary>
    public IReadOnlyList<(string, string)> Overlaps()
    {
        var (going, overlaps) = (new List<string>(), new List<(string, string)>());
        foreach (var (_, what, of) in Events)
            if (what == "begin")
            {
                overlaps.AddRange(going.Select(other => (other, of)));
                going.Add(of);
            }
            else if (what == "end")
                going.Remove(of);
        return overlaps;
    }

    /// <param name="suite">A specimen, or the whole path of a copy of one.</param>
    private static string Folder(string suite) => Path.IsPathRooted(suite) ? suite : Product.Specimen(suite);

    private static XunitResult Result(XElement test, string method)
    {
        // xunit's writer escapes what is XML's own once more.
        var name = test.Attribute("name")!.Value.Replace("\\\"", "\"", StringComparison.Ordinal);
        var outcome = test.Attribute("result")!.Value switch { "Pass" => "Passed", "Fail" => "Failed", "Skip" or "NotRun" =>
            "Skipped", var other => other };
        return new(test.Attribute("type")!.Value, test.Attribute("method")!.Value,
            name.StartsWith(method, StringComparison.Ordinal) ? "" : name, outcome);
    }

    private static Dictionary<string, string> With(string log, IReadOnlyDictionary<string, string>? environment) =>
        new(environment ?? new Dictionary<string, string>()) { ["FEATURES_LOG"] = log };

    private static IReadOnlyList<(long At, string What, string Of)> Read(string log) =>
        [.. Directory.GetFiles(log).SelectMany(ReadOne).OrderBy(e => e.At)];

    /// <summary>What one process wrote. Where it died, what it had begun ended with it.</summary>
    private static IEnumerable<(long At, string What, string Of)> ReadOne(string file)
    {
        var events = File.ReadAllLines(file).Select(line => line.Split(' ', 3))
            .Select(l => (At: long.Parse(l[0], CultureInfo.InvariantCulture), What: l[1], Of: l[2])).ToList();
        var going = new List<string>();
        foreach (var (_, what, of) in events)
            if (what == "begin")
                going.Add(of);
            else if (what == "end")
                going.Remove(of);
        return events.Concat(going.Select(of => (events[^1].At, "end", of)));
    }
}
