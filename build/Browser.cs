namespace SmokeTests.Build;

/// <summary>
/// Finds a Chromium: an explicit path, a headless shell, an installed Chrome, Edge or Chromium, Playwright's own; otherwise installs
/// Debian's headless shell. The tests take half the time with a shell.
/// </summary>
internal static class Browser
{
    public const string PathVariable = "SMOKETESTS_CHROMIUM";

    private const string Page = "works";
    private const string DebiansShell = "/usr/lib/chromium/chromium-headless-shell";

    private static readonly string[] Commands =
        ["chromium-headless-shell", "google-chrome", "chrome", "microsoft-edge", "msedge", "chromium", "chromium-browser"];

    public static Need Need { get; } =
        new("Chromium", async () => (await Look()).Fault,
            $"Install Chrome, Edge or Chromium, or set {PathVariable} to the path of one.", "chromium-headless-shell");

    /// <summary>The first browser that shows a page; Debian's is installed where none does.</summary>
    public static async Task<string> Find()
    {
        await Need.Meet();
        return (await Look()).Path ?? throw Need.Unmet("it worked a moment ago");
    }

    private static async Task<(string? Path, string? Fault)> Look()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } given)
            return await FaultOf(given) is { } wrong ? (null, $"{PathVariable} is {given}, but {wrong}") : (given, null);
        string? first = null;
        foreach (var browser in Installed())
        {
            if (await FaultOf(browser) is not { } fault)
                return (browser, null);
            first ??= fault;
        }
        return (null, first ?? "none is installed");
    }

    /// <summary>It shows a page: a wrapper without a browser behind it, or one whose libraries are missing, does not.</summary>
    private static async Task<string?> FaultOf(string browser)
    {
        if (!File.Exists(browser))
            return $"{browser} is not there";
        var profile = Directory.CreateTempSubdirectory("smoke-chromium-").FullName;
        string[] sandbox = Environment.UserName == "root" ? ["--no-sandbox"] : [];
        string[] show = ["--disable-gpu", $"--user-data-dir={profile}", "--dump-dom", $"data:text/html,<p>{Page}"];
        var fault = await Probe.Fault(browser, ["--headless", .. sandbox, .. show], $"<p>{Page}");
        Directory.Delete(profile, recursive: true);
        return fault;
    }

    private static IEnumerable<string> Installed() =>
        Commands.Select(Shell.Which).OfType<string>().Select(Itself)
            .Concat(Usual().Where(File.Exists)).Concat(Playwrights());

    /// <summary>Debian's command for its headless shell is a script that waits for it: a signal would end the script alone.</summary>
    private static string Itself(string command) =>
        command == "/usr/bin/chromium-headless-shell" && File.Exists(DebiansShell) ? DebiansShell : command;

    private static IEnumerable<string> Usual()
    {
        if (OperatingSystem.IsMacOS())
            return ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
        if (!OperatingSystem.IsWindows())
            return [];
        return from root in new[] { Environment.SpecialFolder.ProgramFiles, Environment.SpecialFolder.ProgramFilesX86,
            Environment.SpecialFolder.LocalApplicationData }
               from path in new[] { @"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe" }
               select Path.Combine(Environment.GetFolderPath(root), path);
    }

    private static IEnumerable<string> Playwrights()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH")
            ?? (OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ms-playwright")
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "ms-playwright")
                : Path.Combine(home, ".cache", "ms-playwright"));
        string[] programs =
        [
            "chrome-linux/chrome", "chrome-linux64/chrome", "chrome-win/chrome.exe", "chrome-win64/chrome.exe",
            "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
        ];
        return !Directory.Exists(cache) ? [] : Directory.GetDirectories(cache, "chromium-*")
            .SelectMany(folder => programs.Select(program => Path.Combine(folder, program))).Where(File.Exists);
    }
}
