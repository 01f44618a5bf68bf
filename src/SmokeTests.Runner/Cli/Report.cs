using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Cli;

/// <summary>The results of one <c>smoke run</c>, and the two files that pipelines read.</summary>
internal sealed class Report(DateTimeOffset began)
{
    private readonly ConcurrentBag<(Check Check, Run Run)> results = [];

    public IReadOnlyList<(Check Check, Run Run)> Results => [.. results.OrderBy(r => r.Check.Id, StringComparer.Ordinal)];

    public void Add(Check check, Run run) => results.Add((check, run));

    public int Count(Outcome outcome) => results.Count(r => r.Run.Outcome == outcome);

    /// <summary>One testsuite an environment; failed is a failure, broken an error.</summary>
    public void WriteJUnit(string path) =>
        Save(path, new XElement("testsuites", Results.GroupBy(r => (r.Check.Suite, r.Check.Environment)).Select(suite =>
        new XElement("testsuite",
            new XAttribute("name", $"{suite.Key.Suite} ({suite.Key.Environment})"),
            new XAttribute("tests", suite.Count()),
            new XAttribute("failures", suite.Count(r => r.Run.Outcome == Outcome.Failed)),
            new XAttribute("errors", suite.Count(r => r.Run.Outcome is Outcome.Broken or Outcome.Lost)),
            new XAttribute("skipped", suite.Count(r => r.Run.Outcome == Outcome.Skipped)),
            new XAttribute("time", Seconds(suite.Sum(r => r.Run.Ms))),
            new XAttribute("timestamp", began.ToString("s", CultureInfo.InvariantCulture)),
            suite.Select(r => new XElement("testcase",
                new XAttribute("classname", r.Check.Class), new XAttribute("name", r.Check.Name), new XAttribute("time", Seconds(r.Run.Ms)),
                Problem(r.Run)))))));

    public void WriteTrx(string path)
    {
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        var listed = Results.Select(r => (r.Check, r.Run, Test: Guid.NewGuid(), Execution: Guid.NewGuid())).ToArray();
        var list = Guid.NewGuid();
        var type = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
        Save(path, new XElement(ns + "TestRun", new XAttribute("id", Guid.NewGuid()), new XAttribute("name", "smoke run"),
            new XElement(ns + "Results", listed.Select(r => new XElement(ns + "UnitTestResult",
                new XAttribute("executionId", r.Execution), new XAttribute("testId", r.Test), new XAttribute("testName", r.Check.FullName),
                new XAttribute("duration", TimeSpan.FromMilliseconds(r.Run.Ms).ToString("c", CultureInfo.InvariantCulture)),
                new XAttribute("outcome", Trx(r.Run.Outcome)), new XAttribute("testType", type), new XAttribute("testListId", list),
                new XAttribute("computerName", Environment.MachineName),
                r.Run.Failure is { } failure
                    ? new XElement(ns + "Output",
                        new XElement(ns + "ErrorInfo", new XElement(ns + "Message", Clean(failure.Message)),
                            new XElement(ns + "StackTrace", Clean(failure.Stack ?? "")))) : null))),
            new XElement(ns + "TestDefinitions",
                listed.Select(r => new XElement(ns + "UnitTest", new XAttribute("name", r.Check.FullName), new XAttribute("id", r.Test),
                new XElement(ns + "Execution", new XAttribute("id", r.Execution)),
                new XElement(ns + "TestMethod", new XAttribute("codeBase", r.Check.Suite), new XAttribute("className", r.Check.Class),
                    new XAttribute("name", r.Check.Name))))),
            new XElement(ns + "TestEntries",
                listed.Select(r => new XElement(ns + "TestEntry", new XAttribute("testId", r.Test),
                    new XAttribute("executionId", r.Execution), new XAttribute("testListId", list)))),
            new XElement(ns + "TestLists", new XElement(ns + "TestList", new XAttribute("name", "Results"), new XAttribute("id", list))),
            new XElement(ns + "ResultSummary",
                new XAttribute("outcome", listed.Any(r => Trx(r.Run.Outcome) is "Failed" or "Error") ? "Failed" : "Completed"),
                new XElement(ns + "Counters", new XAttribute("total", listed.Length),
                    new XAttribute("executed", listed.Length - Count(Outcome.Skipped)),
                    new XAttribute("passed", Count(Outcome.Passed) + Count(Outcome.Slow)), new XAttribute("failed", Count(Outcome.Failed)),
                    new XAttribute("error", Count(Outcome.Broken) + Count(Outcome.Lost))))));
    }

    private static XElement? Problem(Run run) => run.Outcome switch
    {
        Outcome.Failed => Told("failure", run),
        Outcome.Broken or Outcome.Lost => Told("error", run),
        Outcome.Skipped => new XElement("skipped", new XAttribute("message", Clean(run.Failure?.Summary ?? ""))),
        _ => null,
    };

    private static XElement Told(string name, Run run) =>
        new(name, new XAttribute("message", Clean(run.Failure?.Summary ?? "")), new XAttribute("type", run.Failure?.Type ?? ""),
            Clean($"{run.Failure?.Message}\n{run.Failure?.Stack}"));

    private static string Trx(Outcome outcome) => outcome switch
    {
        Outcome.Passed or Outcome.Slow => "Passed",
        Outcome.Failed => "Failed",
        Outcome.Skipped => "NotExecuted",
        _ => "Error",
    };

    /// <summary>XML has no place for most control characters, which a page may well send.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));

    private static string Seconds(double ms) => (ms / 1000).ToString("0.###", CultureInfo.InvariantCulture);

    private static void Save(string path, XElement root)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        new XDocument(root).Save(path);
    }
}
