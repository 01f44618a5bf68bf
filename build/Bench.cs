namespace SmokeTests.Build;

/// <summary>Measures, as ratios within one run.</summary>
internal static class Bench
{
    public static async Task<int> Run(IReadOnlyList<string> only)
    {
        await Shell.Build(Repository.At("tests", "Benchmarks"), "Release");
        foreach (var project in new[] { "tests/Specimens/Passing", "tests/Specimens/Journeys", "tests/Specimens/Many",
            "src/SmokeTests.Runner", "samples/Bookshop" })
            await Shell.Build(Repository.At(project.Split('/')), "Release");
        if (OperatingSystem.IsLinux())
            await Debian.Install("chromium", "chromium-headless-shell");
        if (Shell.Which("apt-get") is not null && !Directory.Exists(Path.Combine(Repository.Artifacts, "yardsticks")))
            await Debian.Unpack(Path.Combine(Repository.Artifacts, "yardsticks"), "prometheus", "prometheus-blackbox-exporter",
                "nagios4-core", "monitoring-plugins-basic");
        await using var postgres = await Postgres.Start();
        var environment = only is [] or ["image"] ? await Tests.Images() : [];
        (environment[Postgres.Variable], environment[Browser.PathVariable]) = (postgres.Connection, await Browser.Find());
        return await Shell.Run(Shell.Dotnet, [Repository.Built("Release", "tests/Benchmarks", "Benchmarks"), Repository.Root, .. only],
            environment);
    }
}
