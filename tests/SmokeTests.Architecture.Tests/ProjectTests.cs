using System.Text.RegularExpressions;

namespace SmokeTests.Architecture.Tests;

/// <summary>What the projects' own files say of each other.</summary>
public partial class ProjectTests
{
    [Fact]
    public void Every_project_has_its_floor() => Projects.All.Should().BeEquivalentTo(Projects.Floors.Keys);

    [Fact]
    public void No_project_stands_on_one_that_stands_on_it()
    {
        foreach (var (project, below) in Projects.Floors)
            below.Should().BeSubsetOf(Projects.Floors.Keys.TakeWhile(p => p != project), "the table goes from the bottom up: {0}", project);
    }

    [Fact]
    public void A_project_references_only_what_is_below_it()
    {
        foreach (var (project, below) in Projects.Floors)
            Projects.References(project).Should().BeSubsetOf(below, project);
    }

    /// <summary>A type that is compiled into two assemblies is two types.</summary>
    [Fact]
    public void No_project_compiles_the_files_of_another()
    {
        var linked = Projects.Floors.Keys.SelectMany(project => Projects.Items(project, "Compile")
            .Select(Projects.Included).Where(file => file.StartsWith("../", StringComparison.Ordinal))
            .Select(file => $"{project}: {file}"));
        // The compiler loads analyzers for netstandard2.0 alone, and they read CODEOWNERS by the same rules as the worker.
        linked.Should().Equal("SmokeTests.Analyzers: ../SmokeTests/Worker/CodeOwners.cs");
    }

    /// <summary>It is in every suite: what it brings along, every suite has.</summary>
    [Fact]
    public void What_both_sides_share_brings_no_package_but_that_of_the_ledger() =>
        Projects.Items("SmokeTests.Protocol", "PackageReference").Select(Projects.Included).Should().Equal("Microsoft.Data.Sqlite");

    /// <summary>It is pure: no database, no network, no ASP.NET, no Orleans.</summary>
    [Fact]
    public void The_domain_brings_no_package_but_that_of_cron() =>
        Projects.Items("SmokeTests.Monitoring", "PackageReference").Select(Projects.Included).Should().Equal("Cronos");

    [Fact]
    public void The_page_about_the_projects_has_the_same_table()
    {
        var page = File.ReadAllText(Path.Combine(Projects.Root, "src", "README.md")).ReplaceLineEndings("\n");
        var rows = Row().Matches(page).Select(row => (Project: row.Groups[1].Value,
            Below: Name().Matches(row.Groups[2].Value).Select(name => name.Groups[1].Value).ToArray()));
        rows.Select(row => $"{row.Project}: {string.Join(", ", row.Below)}").Should()
            .Equal(Projects.Floors.Select(floor => $"{floor.Key}: {string.Join(", ", floor.Value)}"));
    }

    [GeneratedRegex(@"(?m)^\| \[?`(SmokeTests[.\w]*)`(?:\]\([^)\n]*\))? \|[^|\n]*\|([^|\n]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
