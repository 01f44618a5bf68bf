using SmokeTests.Runs;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>Describes the cases that xunit found as checks.</summary>
internal static class Catalog
{
    /// <summary>
    /// Class and method, and for a theory's row what tells it from the others: stable across folders, builds and the order of rows.
    /// </summary>
    public static string Key(IXunitTestCase test) => RowKey.Of(test) is { Length: > 0 } row ? $"{MethodOf(test)}~{row}" : MethodOf(test);

    /// <summary>
    /// Every case under a key of its own. Those that only their display name tells apart come in its order, so that the next start finds
    /// the same.
    /// </summary>
    public static IReadOnlyDictionary<string, IXunitTestCase> Keyed(IEnumerable<IXunitTestCase> found)
    {
        var keyed = new Dictionary<string, IXunitTestCase>(StringComparer.Ordinal);
        foreach (var alike in found.GroupBy(Key, StringComparer.Ordinal))
        {
            var times = 0;
            foreach (var test in alike.OrderBy(t => t.TestCaseDisplayName, StringComparer.Ordinal))
                keyed[++times == 1 ? alike.Key : $"{alike.Key}~{times}"] = test;
        }
        return keyed;
    }

    /// <param name="owners">Whose a source file is.</param>
    public static IReadOnlyList<CheckFound> Of(
        IReadOnlyDictionary<string, IXunitTestCase> cases, Collections collections, Sources sources, string environment,
        Func<string?, IReadOnlyList<string>> owners)
    {
        var named = cases.Select(c => (c.Key, Name: Name(c.Value), Test: c.Value))
            .GroupBy(c => (c.Test.TestMethod.TestClass.TestClassName, c.Name))
            .SelectMany(alike => alike.Zip(RowName.Apart([.. alike]), (one, name) => (one.Key, Name: name, one.Test)));
        return [.. named.Select(c => Describe(c.Key, c.Name, c.Test, collections, sources, environment, owners))
            .OrderBy(c => c.Key, StringComparer.Ordinal)];
    }

    private static CheckFound Describe(
        string key, string name, IXunitTestCase test, Collections collections, Sources sources, string environment,
        Func<string?, IReadOnlyList<string>> owners)
    {
        var marks = CheckMetadata.Of(test.TestMethod);
        var (file, line) = test.SourceFilePath is null && sources.Of(test.TestMethod.Method) is { } found
            ? (found.File, found.Line)
            : (test.SourceFilePath, test.SourceLineNumber);
        return new CheckFound(key, name, test.TestMethod.TestClass.TestClassSimpleName, marks.Team,
            marks.Every, marks.Cron, marks.Zone, marks.Within, marks.Budget, marks.RunsIn(environment), SkipReason(test),
            marks.DependsOn, test.TestMethod.TestClass.TestClassName, file, line, marks.During, marks.Pages,
            marks.Team is null ? owners(file) : null, marks.From)
        {
            Explicit = test.Explicit,
            Collection = collections.Of(test),
            Alone = collections.IsAlone(test),
        };
    }

    /// <summary>Why it never runs; null where that is found out at each run.</summary>
    private static string? SkipReason(IXunitTestCase test) =>
        string.IsNullOrWhiteSpace(test.SkipReason) || !string.IsNullOrWhiteSpace(test.SkipWhen)
            || !string.IsNullOrWhiteSpace(test.SkipUnless) ? null : test.SkipReason;

    /// <summary>A display name of the author's own as it is; otherwise the method's name as the sentence that it is.</summary>
    private static string Name(IXunitTestCase test)
    {
        var (own, method) = (test.TestCaseDisplayName, test.TestMethod.MethodName);
        var usual = new[] { MethodOf(test), method }.FirstOrDefault(start => own.StartsWith(start, StringComparison.Ordinal));
        if (usual is null)
            return own;
        var row = own[usual.Length..].Trim();
        return row.Length == 0 || own[usual.Length] is not ('(' or ' ' or '[' or '<')
            ? method.Replace('_', ' ') + own[usual.Length..]
            : $"{method.Replace('_', ' ')} {row}";
    }

    private static string MethodOf(IXunitTestCase test) => $"{test.TestMethod.TestClass.TestClassName}.{test.TestMethod.MethodName}";
}
