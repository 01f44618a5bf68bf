using System.Text.RegularExpressions;
using SmokeTests.Settings;

namespace SmokeTests.Browsers;

/// <summary>
/// Finds a Chromium, in this order: the path of the settings (never another in its place) or of <c>SMOKETESTS_CHROMIUM</c>;
/// Playwright's own headless shell or Chromium; a headless shell of the system; Chrome, Edge, Chromium.
/// </summary>
internal static partial class Installed
{
    public const string Variable = "SMOKETESTS_CHROMIUM";

    private static readonly string[] Commands = ["chromium-headless-shell", "google-chrome", "google-chrome-stable", "chrome",
        "microsoft-edge", "msedge", "chromium", "chromium-browser"];

    public static string Find(BrowserSettings settings)
    {
        if (settings.Path is { } given)
            return File.Exists(given) ? given
                : throw new CheckBrokenException($"There is no browser at {given} (\"browser.path\" in {SettingsFile.Name}).");
        if (System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new CheckBrokenException($"There is no browser at {named} ({Variable}).");
        return Playwrights() ?? Systems().FirstOrDefault(File.Exists)
            ?? throw new CheckBrokenException(
                "There is no Chromium on this machine. Run: smoke browsers install SUITE. Or install Chrome, Edge or Chromium, or "
                    + $"set \"browser.path\" in {SettingsFile.Name}.");
    }

    private static string? Playwrights()
    {
        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var cache = System.Environment.GetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH") is { Length: > 1 } set ? set
            : OperatingSystem.IsWindows()
            ? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.LocalApplicationData), "ms-playwright")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "ms-playwright")
            : Path.Combine(home, ".cache", "ms-playwright");
        if (!Directory.Exists(cache))
            return null;
        return Directory.GetDirectories(cache, "chromium*")
            .OrderByDescending(folder => folder.Contains("headless_shell", StringComparison.Ordinal))
            .ThenByDescending(folder => int.TryParse(Number().Match(folder).Value, out var number) ? number : 0)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .FirstOrDefault(file => Path.GetFileName(file) is "headless_shell" or "chrome-headless-shell" or "chrome" or "chrome.exe"
                or "headless_shell.exe" or "chrome-headless-shell.exe" or "Chromium");
    }

    private static IEnumerable<string> Systems()
    {
        var path = (System.Environment.GetEnvironmentVariable("PATH")
            ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] shell = OperatingSystem.IsLinux() ? ["/usr/lib/chromium/chromium-headless-shell"] : [];
        var commands = Commands.SelectMany(
            command => path.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? command + ".exe" : command)));
        return [.. shell, .. commands, .. Usual()];
    }

    private static IEnumerable<string> Usual()
    {
        if (OperatingSystem.IsMacOS())
            return ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
        if (!OperatingSystem.IsWindows())
            return [];
        return from root in new[] { System.Environment.SpecialFolder.ProgramFiles, System.Environment.SpecialFolder.ProgramFilesX86,
            System.Environment.SpecialFolder.LocalApplicationData }
               from path in new[] { @"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe" }
               select Path.Combine(System.Environment.GetFolderPath(root), path);
    }

    [GeneratedRegex(@"\d+$")]
    private static partial Regex Number();
}
