using ArchUnitNET.Domain;

namespace SmokeTests.Architecture.Tests;

/// <summary>What takes more belongs together, or is several things: group it, or use properties that must be given.</summary>
public class ShapeTests
{
    private const int MostOfConstructor = 6, MostOfRecord = 8;

    /// <summary>
    /// Records of more members, each with its reason: a row of a table or of the wire is what its other side makes of it.
    /// </summary>
    private static readonly string[] Rows =
    [
        "CheckFound", // what a worker of any version says of a check
        "Debt", // the ledger's table, which suites of any version write
        "IncidentRow", "RunRow", "ViewRow", "Row", "Rollup", // the history's tables
        "OutboxEntry", // the outbox's table
        "NodeStatus", // what runners tell each other
    ];

    /// <summary>What is still to be divided. The list may only become shorter.</summary>
    private static readonly string[] Unfinished =
    [
        "Worker", "RunScheduler", "ReportSender",
    ];

    public static TheoryData<string> OurProjects() => [.. Projects.Assemblies];

    [Theory]
    [MemberData(nameof(OurProjects))]
    public void No_constructor_and_no_record_takes_more(string project)
    {
        var large = from type in Compiled.Of(project).OfType<Class>().Cast<IType>().Concat(Compiled.Of(project).OfType<Struct>())
            let most = type.Members.OfType<MethodMember>().Any(IsOfRecord) ? MostOfRecord : MostOfConstructor
            from constructor in type.Members.OfType<MethodMember>().Where(member => member.MethodForm == MethodForm.Constructor)
            where constructor.Parameters.Count() > most
            select type.Name;
        large.Distinct().Except(Rows).Should().BeSubsetOf(Unfinished);
    }

    private static bool IsOfRecord(MethodMember member) => member.Name.StartsWith("PrintMembers(", StringComparison.Ordinal);
}
