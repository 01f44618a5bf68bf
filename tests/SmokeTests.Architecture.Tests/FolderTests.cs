using System.Text.RegularExpressions;
using ArchUnitNET.Domain;

namespace SmokeTests.Architecture.Tests;

/// <summary>The floors within a project: a file may use files of its own folder and of those below.</summary>
public partial class FolderTests
{
    /// <summary>The project's own folder. That of a program has no type in it.</summary>
    private const string Ground = "";

    /// <summary>The folders of each project that has found its floors, from the bottom up.</summary>
    private static readonly Dictionary<string, string[]> Floors = new()
    {
        ["SmokeTests.Protocol"] = [Ground, "Settings", "Redaction", "Recording", "Messages", "Verdicts", "Cleanup", "Processes"],
        ["SmokeTests"] =
        [
            "Attributes", "Exceptions", "Arguments", "Content", "Addresses", "Databases", "Settings", "Recording", "Tls", "PageModel",
            "Http", "Fields", "Documents", "Accounts", "Runs", "Cleanup", "Api", "Probes", "Pages", "HttpPages", Ground, "Worker",
        ],
        ["SmokeTests.Browser"] = ["Browsers", Ground],
        ["SmokeTests.Monitoring"] = ["Checks", "Incidents", "Availability", "Messages"],
        ["SmokeTests.Runner"] =
        [
            "Infrastructure", "History", "Workers", "Access", "Routes", "Settings", "Notifications", "Cluster", "Running", "Locations",
            "SelfMonitoring", "Board", "Hosting", "Cli",
        ],
    };

    public static TheoryData<string> Settled() => [.. Floors.Keys];

    [Theory]
    [MemberData(nameof(Settled))]
    public void No_folder_uses_one_above_it(string project)
    {
        var (floors, folders) = (Floors[project], Folders(project));
        floors.Should().BeEquivalentTo(folders.Values.Distinct(), "each folder has its floor");
        var upward = from type in Compiled.Of(project)
            from used in type.Dependencies.Select(d => d.Target).Distinct()
            where folders.ContainsKey(Outermost(type)) && folders.ContainsKey(Outermost(used)) && used.Assembly?.Name == type.Assembly.Name
            let down = Array.IndexOf(floors, folders[Outermost(used)]) <= Array.IndexOf(floors, folders[Outermost(type)])
            where !down
            select $"{folders[Outermost(type)]}: {Outermost(type)} uses {Outermost(used)} of {folders[Outermost(used)]}";
        upward.Distinct().Should().BeEmpty();
    }

    /// <summary>The top folder that each type of a project is written in, by its name without the namespace.</summary>
    private static Dictionary<string, string> Folders(string project)
    {
        var source = Path.Combine(Projects.Root, "src", project);
        var types = from file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(source, file).Replace('\\', '/').Split('/')
            where path[0] is not ("bin" or "obj" or "package")
            from Match type in Declared().Matches(File.ReadAllText(file))
            select (Name: type.Groups[1].Value, Folder: path.Length > 1 ? path[0] : Ground);
        return types.Distinct().ToDictionary(type => type.Name, type => type.Folder);
    }

    private static string Outermost(IType type) => type.FullName.Split('+', '/')[0].Split('.')[^1].Split('`')[0];

    /// <summary>A type that stands in no other: it begins at the beginning of its line.</summary>
    [GeneratedRegex(@"(?m)^(?:[a-z]+ )*(?:class|record struct|record|struct|enum|interface) (\w+)")]
    private static partial Regex Declared();
}
