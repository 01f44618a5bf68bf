namespace SmokeTests.Build;

/// <summary>Finds a Chromium: an explicit path, an installed Chrome, Edge or Chromium, Playwright's own; otherwise installs Debian's package.</summary>
internal static class Browser
{
    public const string PathVariable = "SMOKETESTS_CHROMIUM";

    public static async Task<string> Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given)
            return File.Exists(given) ? given : throw new InvalidOperationException($"{PathVariable} names {given}, which is not there.");
        if (Installed() is { } installed)
            return installed;
        await Debian.Install("chromium");
        return Installed() ?? throw new InvalidOperationException($"The tests need Chromium. Install Chrome, Edge or Chromium, or set {PathVariable} to its path.");
    }

    private static string? Installed() =>
        new[] { "google-chrome", "chrome", "microsoft-edge", "msedge", "chromium", "chromium-browser" }.Select(Shell.Which).FirstOrDefault(p => p is not null)
        ?? Usual().FirstOrDefault(File.Exists)
        ?? Playwrights();

    private static IEnumerable<string> Usual()
    {
        if (OperatingSystem.IsMacOS())
            return ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
        if (!OperatingSystem.IsWindows())
            return [];
        return from root in new[] { Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData }
               from path in new[] { @"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe" }
               select Path.Combine(Environment.GetFolderPath(root), path);
    }

    private static string? Playwrights()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH")
            ?? (OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ms-playwright")
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "ms-playwright")
                : Path.Combine(home, ".cache", "ms-playwright"));
        return !Directory.Exists(cache) ? null : Directory.GetDirectories(cache, "chromium-*")
            .SelectMany(folder => new[] { "chrome-linux/chrome", "chrome-win/chrome.exe", "chrome-mac/Chromium.app/Contents/MacOS/Chromium" }.Select(p => Path.Combine(folder, p)))
            .FirstOrDefault(File.Exists);
    }
}
