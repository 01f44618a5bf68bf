namespace SmokeTests.EndToEnd;

/// <summary>
/// A fresh clone and a user who has never used .NET: the repository's files alone, and a home folder without sources, tools,
/// templates and packages. Commands of the documents run here as they are written. What the packages here depend on is
/// taken from this machine's cache where it is there; packages of this product never are.
/// </summary>
public sealed class Clone : IDisposable
{
    public const string Name = "clone";

    private static readonly string[] Made = ["bin", "obj", "artifacts", ".git", "node_modules", ".vs", ".idea"];

    /// <summary>For a block of commands that restore and build: about a minute on a machine that does nothing else.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-clone-").FullName;

    public Clone()
    {
        Copy(new DirectoryInfo(Product.Root), Root);
        Directory.CreateDirectory(Home);
        var cache = Directory.CreateDirectory(Path.Combine(folder, "cache")).FullName;
        if (Directory.Exists(Cache))
            foreach (var package in Directory.GetDirectories(Cache).Where(p => !IsOurs(Path.GetFileName(p))))
                Directory.CreateSymbolicLink(Path.Combine(cache, Path.GetFileName(package)), package);
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Home,
            ["DOTNET_CLI_HOME"] = Home,
            ["NUGET_PACKAGES"] = Path.Combine(folder, "packages"),
            ["NUGET_FALLBACK_PACKAGES"] = cache,
            ["PATH"] = Path.Combine(Home, ".dotnet", "tools") + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH"),
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            // What builds leave running would hold this folder.
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };
    }

    /// <summary>The clone. Suites are made beside it.</summary>
    public string Root => Path.Combine(folder, "smoketests");

    public string Home => Path.Combine(folder, "home");

    public IReadOnlyDictionary<string, string> Environment { get; }

    public string Beside(string name) => Path.Combine(folder, name);

    /// <summary>
    /// For commands that build this product itself: its code was looked through when the tests were built, and a compiler that has
    /// just started takes as long for that again.
    /// </summary>
    public static IReadOnlyDictionary<string, string> LookedThrough { get; } =
        new Dictionary<string, string> { ["RunAnalyzers"] = "false" };

    private static bool IsOurs(string package) => package.StartsWith("smoketests", StringComparison.OrdinalIgnoreCase);

    private static string Cache => System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given ? given
        : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs commands one after the other as somebody types them; each must succeed.</summary>
    public async Task<string> Run(string commands, string? where = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        await using var shell = new Running("bash", ["-e", "-x", "-c", commands], With(variables), where ?? Root);
        (await shell.End(Limit)).Should().Be(0, $"{commands}\n{shell.Output}");
        return shell.Output;
    }

    internal Running Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null) =>
        new(program, arguments, With(variables), Root);

    private Dictionary<string, string> With(IReadOnlyDictionary<string, string>? variables)
    {
        var environment = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            environment[name] = value;
        return environment;
    }

    public void Dispose() => Scratch.Remove(folder);

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.GetFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var inner in from.GetDirectories().Where(d => !Made.Contains(d.Name)))
            Copy(inner, Path.Combine(to, inner.Name));
    }
}

/// <summary>Those that work in the one clone, one after the other.</summary>
[CollectionDefinition(Clone.Name)]
public sealed class CloneUsers : ICollectionFixture<Clone>;
