using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SmokeTests.Testing.LongestFirst))]

namespace SmokeTests.Testing;

/// <summary>
/// Collections that take longest begin first: one that begins last would keep the others waiting for its end. The order is
/// by the times in <c>artifacts/tests/*.xml</c>; whoever is not in it comes after those who are.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Order =
    [
        // Of SmokeTests.EndToEnd, from five minutes to half a minute. What looks at how quick a page is comes after what builds and hogs.
        "clone", "CrowdTests", "ClusterTests", "ImageTests", "ReloadTests", "HostileTests", "DebtTests", "OutageTests", "LocationTests",
        "LoopTests", "StartTests", "CrashTests", "CanaryTests", "KillTests", "XunitTests", "TellTests", "LentTests", "CommandTests",
        "PagesTests", "JourneyTests", "MigrateTests", "BrowsersEndureTests", "RunnersEndureTests", "ApiTests", "AccessTests",
        "OperationsTests", "CauseTests", "PeopleTests", "BoardTests", "MarkupTests",
        // Of SmokeTests.Browser.Tests: those that wait for servers which say nothing go beside those that keep the browser busy.
        "HangingPartsTests", "BlankConformanceTests", "FieldConformanceTests", "HangingTests", "TextConformanceTests",
        "TransportConformanceTests", "UsableTests", "FailureTests", "SearchConformanceTests", "MediaWikiTests", "LogInConformanceTests",
        "SecurityPolicyTests", "WireConformanceTests", "NoPageTests", "UseConformanceTests", "FormsDifferentialTests",
        "VisibleTextConformanceTests", "FormConformanceTests",
        // Of SmokeTests.Runner.Tests.
        "MisbehavingReceiverTests", "ClusterTablesTests", "ClusterPortTests", "CalendarTests", "PostgresHistoryTests", "LastingLoopTests",
        "StoredKeysTests", "SqliteStoredRowsTests", "SqliteHistoryTests", "PostgresStoredRowsTests",
        // Of SmokeTests.Tests.
        "DatabaseVerdictTests",
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(c => Rank(c.TestCollectionDisplayName))];

    /// <summary>A collection is called by its own name, or "Test collection for NAMESPACE.CLASS (id: …)".</summary>
    private static int Rank(string name)
    {
        var words = name.Split(' ', '.');
        var rank = Array.FindIndex(Order, words.Contains);
        return rank < 0 ? Order.Length : rank;
    }
}
