using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace SmokeTests.Architecture.Tests;

/// <summary>What the compiled assemblies use of each other, also what reaches them through another's references.</summary>
public class FloorTests
{
    public static TheoryData<string, string> Forbidden()
    {
        var pairs = from user in Projects.Assemblies from used in Projects.Assemblies
            where user != used && !Projects.Floors[user].Contains(used)
            select (user, used);
        return [.. pairs];
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void No_type_uses_one_of_a_project_that_is_not_below_its_own(string user, string used) =>
        Types().That().Are(Compiled.Of(user)).Should().NotDependOnAny(Types().That().Are(Compiled.Of(used))).Check(Compiled.All);

    [Fact]
    public void Every_type_is_in_one_assembly() =>
        Compiled.All.Types.Where(type => type.FullName.StartsWith("SmokeTests.", StringComparison.Ordinal))
            .GroupBy(type => type.FullName).Where(types => types.Count() > 1)
            .Select(types => $"{types.Key} in {string.Join(", ", types.Select(type => type.Assembly.Name))}").Should().BeEmpty();

    /// <summary>
    /// Authors' code compiles against <c>SmokeTests</c>: what both sides share may change with any version, and so may the
    /// domain.
    /// </summary>
    [Theory]
    [InlineData("SmokeTests.Protocol")]
    [InlineData("SmokeTests.Monitoring")]
    public void Nothing_that_only_our_own_use_is_public(string project) =>
        Compiled.Of(project).Where(type => type.Visibility == ArchUnitNET.Domain.Visibility.Public && !type.IsNested)
            .Select(type => type.FullName).Should().BeEmpty();
}
