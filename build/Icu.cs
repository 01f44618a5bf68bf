namespace SmokeTests.Build;

/// <summary>
/// The library that .NET takes cultures from: SQL Server's client does not work without them, so a suite of the tests has them.
/// </summary>
internal static class Icu
{
    /// <summary>Each distribution's package has its own number.</summary>
    private const string Package = "^libicu[0-9]*$";

    private static readonly Dictionary<string, string> WithCultures = new() { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0" };

    public static Need Need { get; } = new("ICU", Fault, "Install Debian's libicu72, or what your distribution calls it.", Package);

    /// <summary>Not that it is installed counts, but that .NET starts with it. Elsewhere than on Linux the system has it.</summary>
    private static async Task<string?> Fault() => !OperatingSystem.IsLinux() ? null
        : await Probe.Fault(Shell.Dotnet, ["--version"], environment: WithCultures);
}
