using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>
/// The settings as they are now. A change of their file, of its layers or of a mounted secret is taken up while the runner
/// runs; one with mistakes leaves the settings before it in force, and says so.
/// </summary>
/// <param name="file">What they were read from; null for settings that do not change.</param>
internal sealed class LiveSettings(RunnerSettings settings, SettingsFile? file = null, ILogger? log = null)
{
    /// <summary>What is wired at the start: a change of it waits for the next one.</summary>
    private static readonly string[] Wired = ["access", "heartbeat", "canaries", "history.database", "workers.perHost", "node"];

    /// <summary>What workers are given, and what says whose a check is and when it runs.</summary>
    private static readonly string[] OfSuites = ["environment", "environments", "browser", "team", "teams", "calendars", "workers"];

    private readonly Dictionary<string, string> wired = Wired.ToDictionary(key => key, key => file?.Version(key) ?? "");
    private string taken = file?.Version() ?? "";
    private string seen = "";

    public RunnerSettings Now { get; private set; } = settings;

    /// <summary>Another text when suites have to be loaded anew.</summary>
    public string Version { get; private set; } = file?.Version(OfSuites) ?? "";

    /// <summary>Why what stands in the file is not what the runner goes by, a sentence each.</summary>
    public IReadOnlyList<string> Mistakes { get; private set; } = [];

    /// <summary>Reads the file again; another version that has stood still for one look is taken up.</summary>
    public void Look()
    {
        if (file?.Again() is not { } next)
            return;
        var version = next.Version();
        var settled = seen == version;
        seen = version;
        if (!settled || taken == version)
            return;
        taken = version;
        var read = RunnerSettings.Read(next);
        if (next.Mistakes.Count > 0)
            Mistakes = [.. next.Mistakes.Select(m => $"{m}. The settings before it stay in force.")];
        else
        {
            (Now, Version) = (read with { Board = Now.Board }, next.Version(OfSuites));
            Mistakes = [.. Wired.Where(key => next.Version(key) != wired[key])
                .Select(key => $"{next.Path}: {key}: has changed, and takes a restart of the runner.")];
            log?.LogInformation("{File}: its change is taken up", next.Path);
        }
        foreach (var mistake in Mistakes)
            log?.LogError("{Mistake}", mistake);
    }

    /// <summary>Settings that do not change.</summary>
    public static implicit operator LiveSettings(RunnerSettings settings) => new(settings);
}
