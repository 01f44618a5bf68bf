namespace SmokeTests.Build;

/// <summary>Measures, as ratios within one run.</summary>
internal static class Bench
{
    public static async Task<int> Run()
    {
        await Shell.Build(Repository.At("tests", "Benchmarks"), "Release");
        await Shell.Build(Repository.At("tests", "Specimens", "Passing"), "Release");
        return await Shell.Run(Shell.Dotnet, [Repository.Built("Release", "tests/Benchmarks", "Benchmarks"), Repository.Root]);
    }
}
