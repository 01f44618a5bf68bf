using System.Xml.Linq;

namespace SmokeTests.Architecture.Tests;

/// <summary>The projects in <c>src</c>, as their files describe them.</summary>
internal static class Projects
{
    /// <summary>Each project, and the others whose code it may use. What is not named here is above it, or beside it.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Floors = new Dictionary<string, string[]>
    {
        ["SmokeTests.Protocol"] = [],
        ["SmokeTests"] = ["SmokeTests.Protocol"],
        ["SmokeTests.Browser"] = ["SmokeTests", "SmokeTests.Protocol"],
        ["SmokeTests.Analyzers"] = [],
        ["SmokeTests.Templates"] = [],
        ["SmokeTests.Monitoring"] = ["SmokeTests.Protocol"],
        ["SmokeTests.Runner"] = ["SmokeTests.Protocol", "SmokeTests.Monitoring"],
    };

    /// <summary>Those whose assemblies run in a worker or in the runner.</summary>
    public static IEnumerable<string> Assemblies => Floors.Keys.Except(["SmokeTests.Analyzers", "SmokeTests.Templates"]);

    public static string Root { get; } = Above();

    /// <summary>The names of all that there are.</summary>
    public static IEnumerable<string> All => Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}suite{Path.DirectorySeparatorChar}")
            && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
        .Select(file => Path.GetFileNameWithoutExtension(file)!);

    public static XDocument Read(string project) => XDocument.Load(Path.Combine(Root, "src", project, project + ".csproj"));

    /// <summary>The projects whose assembly it compiles against: not those that are only built before it.</summary>
    public static IEnumerable<string> References(string project) => Items(project, "ProjectReference")
        .Where(item => (string?)item.Attribute("ReferenceOutputAssembly") != "false")
        .Select(item => Path.GetFileNameWithoutExtension(Included(item)));

    public static IEnumerable<XElement> Items(string project, string kind) =>
        Read(project).Descendants(kind).Where(item => item.Attribute("Include") is not null);

    public static string Included(XElement item) => ((string)item.Attribute("Include")!).Replace('\\', '/');

    /// <summary>Its assembly, of the configuration that these tests were built in.</summary>
    public static string Assembly(string project)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var name = (string?)Read(project).Descendants("AssemblyName").SingleOrDefault() ?? project;
        return Path.Combine(Root, "src", project, "bin", framework.Parent!.Name, framework.Name, name + ".dll");
    }

    private static string Above()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SmokeTests.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
