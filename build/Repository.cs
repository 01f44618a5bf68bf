namespace SmokeTests.Build;

/// <summary>Where things are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts")).FullName;

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>What a project was built to.</summary>
    public static string Built(string configuration, string project, string assembly) =>
        At([.. project.Split('/'), "bin", configuration, "net10.0", assembly + ".dll"]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SmokeTests.sln")))
                return folder.FullName;
        throw new InvalidOperationException(
            "SmokeTests.sln is in no folder above the build program. Run it with: dotnet run --project build");
    }
}
