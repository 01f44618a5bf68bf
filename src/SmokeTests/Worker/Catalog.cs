using System.Globalization;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>Describes the cases that xunit found as checks.</summary>
internal static class Catalog
{
    /// <param name="owners">Whose a source file is.</param>
    public static IReadOnlyList<CheckFound> Of(IReadOnlyDictionary<string, IXunitTestCase> cases, string environment, Func<string?, IReadOnlyList<string>> owners) =>
        [.. cases.Select(c => Describe(c.Key, c.Value, environment, owners)).OrderBy(c => c.Key, StringComparer.Ordinal)];

    /// <summary>Class and method, and for a theory's row a hash of its arguments: stable across folders, builds and the order of rows.</summary>
    public static string Key(IXunitTestCase test)
    {
        var row = Arguments(test);
        return MethodOf(test) + (row.Length == 0 ? "" : "~" + Hash(row));
    }

    private static CheckFound Describe(string key, IXunitTestCase test, string environment, Func<string?, IReadOnlyList<string>> owners)
    {
        var marks = Marks.Of(test.TestMethod);
        return new CheckFound(key, Name(test), test.TestMethod.TestClass.TestClassSimpleName, marks.Team,
            marks.Every, marks.Cron, marks.Zone, marks.Within, marks.Budget, marks.RunsIn(environment), test.SkipReason,
            marks.DependsOn, test.TestMethod.TestClass.TestClassName, test.SourceFilePath, test.SourceLineNumber, marks.During, marks.Pages, marks.Team is null ? owners(test.SourceFilePath) : null, marks.From);
    }

    /// <summary>A display name of the author's own as it is; otherwise the method's name as the sentence that it is.</summary>
    private static string Name(IXunitTestCase test)
    {
        var own = test.TestCaseDisplayName;
        if (!own.StartsWith(MethodOf(test), StringComparison.Ordinal))
            return own;
        var row = Arguments(test);
        return test.TestMethod.MethodName.Replace('_', ' ') + (row.Length == 0 ? "" : " " + row);
    }

    private static string Arguments(IXunitTestCase test)
    {
        if (test.TestMethod.Method.GetParameters().Length == 0)
            return "";
        var name = test.TestCaseDisplayName;
        return name.IndexOf('(', StringComparison.Ordinal) is var open and >= 0 ? name[open..] : name;
    }

    private static string MethodOf(IXunitTestCase test) => $"{test.TestMethod.TestClass.TestClassName}.{test.TestMethod.MethodName}";

    private static string Hash(string text)
    {
        // FNV-1a: small, stable, and no secret depends on it.
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
