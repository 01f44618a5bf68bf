namespace SmokeTests.Build;

/// <summary>
/// The compilers of F# and Visual Basic: suites of the tests are written in them, and some builds of the SDK leave them out.
/// </summary>
internal static class Languages
{
    public static Need Need { get; } = new("compilers", Fault, "Install the whole .NET 10 SDK, with F# and Visual Basic.");

    private static async Task<string?> Fault()
    {
        var (fault, version) = await Probe.Run(Shell.Dotnet, ["--version"]);
        var (_, sdks) = fault is null ? await Probe.Run(Shell.Dotnet, ["--list-sdks"]) : (null, "");
        // Each line is a version and, in brackets, the folder that it is in.
        var line = sdks.Split('\n').FirstOrDefault(l => l.StartsWith(version.Trim() + " ", StringComparison.Ordinal));
        if (fault is not null || line is null)
            return fault ?? $"{Shell.Dotnet} --list-sdks does not name version {version.Trim()}";
        var sdk = Path.Combine(line[(line.IndexOf('[') + 1)..line.LastIndexOf(']')], version.Trim());
        return await Probe.First(
            () => Compiler("F#", Path.Combine(sdk, "FSharp", "fsc.dll"), "--version"),
            () => Compiler("Visual Basic", Path.Combine(sdk, "Roslyn", "bincore", "vbc.dll"), "-version"));
    }

    private static async Task<string?> Compiler(string language, string file, string version) =>
        File.Exists(file) ? await Probe.Fault(Shell.Dotnet, ["exec", file, version]) : $"the SDK has no compiler of {language} ({file})";
}
