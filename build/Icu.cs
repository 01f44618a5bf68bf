namespace SmokeTests.Build;

/// <summary>The library that .NET takes cultures from: SQL Server's client does not work without them, so a suite of the tests has them.</summary>
internal static class Icu
{
    /// <summary>Each distribution's package has its own number.</summary>
    private const string Package = "^libicu[0-9]*$";

    public static async Task Find()
    {
        if (await Works())
            return;
        await Debian.Install(Package);
        if (!await Works())
            throw new InvalidOperationException("The tests need ICU (Debian's libicu72, or what your distribution calls it): .NET does not start with cultures.");
    }

    /// <summary>Not that it is installed counts, but that .NET starts with it. Elsewhere than on Linux the system has it.</summary>
    private static async Task<bool> Works() => !OperatingSystem.IsLinux()
        || await Shell.Run(Shell.Dotnet, ["--version"], new Dictionary<string, string> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0" }, silent: true) == 0;
}
