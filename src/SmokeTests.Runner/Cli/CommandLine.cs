using SmokeTests.Runner.History;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary>What is done by commands, in "who did what": by the user of this machine, whatever name an option gives.</summary>
internal static class CommandLine
{
    public static string Who => $"{(Environment.UserName is { Length: > 0 } user ? user : "somebody")} (command line)";

    public static void Note(HistoryStore historyStore, string what, string about) =>
        new Audit(historyStore).Write(Who, what, about, TimeProvider.System.GetUtcNow());

    /// <summary>Notes it in the history that a data folder or the settings have; a folder without one has no such list.</summary>
    /// <returns>False, with a sentence on the console, where there is a history that cannot be opened.</returns>
    public static bool Note(HistoryChoice history, string what, string about)
    {
        if (history.SettingsFile is null && !File.Exists(DataFolder.History(history.Data)))
            return true;
        return history.With(historyStore =>
        {
            Note(historyStore, what, about);
            return ExitCode.Passed;
        }) == ExitCode.Passed;
    }

    /// <summary>The name that an option gives, where it is another than the user's.</summary>
    public static string As(string? by) => by is null || by == Environment.UserName ? "" : $", as {by}";
}
