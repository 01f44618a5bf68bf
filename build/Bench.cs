namespace SmokeTests.Build;

/// <summary>Measures, as ratios within one run.</summary>
internal static class Bench
{
    public static async Task<int> Run()
    {
        await Shell.Need(Shell.Dotnet, "build", Repository.At("tests", "Benchmarks"), "-c", "Release", "-v", "quiet", "--nologo", "-clp:NoSummary");
        await Shell.Need(Shell.Dotnet, "build", Repository.At("tests", "Specimens", "Passing"), "-c", "Release", "-v", "quiet", "--nologo", "-clp:NoSummary");
        return await Shell.Run(Shell.Dotnet, [Repository.Built("Release", "tests/Benchmarks", "Benchmarks"), Repository.Root]);
    }
}
