namespace SmokeTests.Build;

/// <summary>
/// The packages: what a suite references, the template that it starts from, and the tool; each with its symbols and what it is
/// made of.
/// </summary>
internal static class Pack
{
    private static readonly string[] Projects =
        ["SmokeTests.Protocol", "SmokeTests", "SmokeTests.Browser", "SmokeTests.Templates", "SmokeTests.Runner"];

    /// <param name="options"><c>--version</c>: that of Directory.Build.props by default. <c>--output</c>: a folder,
    /// artifacts/packages by default.</param>
    public static async Task<int> Run(string[] options)
    {
        if (Options.Read(options, "--version", "--output") is not { } given)
            return 2;
        var output = Path.GetFullPath(given.GetValueOrDefault("--output") ?? Path.Combine(Repository.Artifacts, "packages"));
        Directory.CreateDirectory(output);
        // A build of its own: what is running from the usual folders is not touched.
        var builds = Path.Combine(Repository.Artifacts, "pack");
        string[] version = given.GetValueOrDefault("--version") is { } chosen ? [$"-p:Version={chosen}"] : [];
        foreach (var project in Projects)
            await Shell.Need(Shell.Dotnet,
                ["pack", Repository.At("src", project), "-c", "Release", "-o", output, "--artifacts-path", builds,
                    "-p:ContinuousIntegrationBuild=true", "-v", "quiet", "-nologo", .. version]);
        foreach (var package in Directory.GetFiles(output, "*.nupkg"))
            Sbom.Write(package, Path.Combine(builds, "obj"));
        Console.WriteLine(string.Join(Environment.NewLine, Directory.GetFiles(output).Order(StringComparer.Ordinal)));
        return 0;
    }
}
