using System.Data.Common;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Hosting;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cli;

/// <summary>What commands on a runner's history take: its data folder, and its settings, which may name a database.</summary>
internal sealed record HistoryChoice(string Data, string? SettingsFile)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    /// <summary>The settings with every mistake told; null when there is one, or no file.</summary>
    public RunnerSettings? Settings()
    {
        var file = SmokeTests.Settings.SettingsFile.Load(SettingsFile ?? SmokeTests.Settings.SettingsFile.Name,
            SmokeTests.Settings.SettingsFile.Variables());
        var settings = RunnerSettings.Read(file);
        foreach (var mistake in file.Mistakes)
            Console.Error.WriteLine(mistake);
        return file.Mistakes.Count == 0 ? settings : null;
    }

    /// <summary>Does it with the history; one that is not there is a mistake, not an empty one.</summary>
    public int With(Func<HistoryStore, int> act)
    {
        var database = SettingsFile is null ? null : Settings()?.Database;
        if (database is null && !File.Exists(DataFolder.History(Data)))
        {
            Console.Error.WriteLine(
                $"There is no history in {Path.GetFullPath(Data)}. Name the runner's data folder with --data, or its settings with "
                    + "--settings where the history is in PostgreSQL.");
            return ExitCode.Broken;
        }
        using var historyStore = Open(database, Data);
        return historyStore is null ? ExitCode.Broken : act(historyStore);
    }

    /// <param name="numbers">The numbers of its incidents, where it does not count them itself.</param>
    public static HistoryStore? Open(string? database, string data, Func<DbConnection, DbTransaction, long?>? numbers = null)
    {
        try
        {
            return At(database, data, numbers);
        }
        catch (Exception e) when (IsKnown(e))
        {
            Console.Error.WriteLine(Refused(database, data, e));
            return null;
        }
    }

    /// <summary>The same for a service: a database that is not there yet, or not just now, is waited for.</summary>
    public static async Task<HistoryStore?> Await(string? database, string data, TimeProvider time, CancellationToken cancel)
    {
        for (var isFirst = true; !cancel.IsCancellationRequested; isFirst = false)
            try
            {
                return At(database, data, null);
            }
            catch (Exception e) when (database is not null && DatabaseFault.MayPass(e))
            {
                if (isFirst)
                    Console.Error.WriteLine($"The history in PostgreSQL does not answer: {e.Message} It is waited for.");
                await Task.Delay(BetweenTries, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (IsKnown(e))
            {
                Console.Error.WriteLine(Refused(database, data, e));
                return null;
            }
        return null;
    }

    private static HistoryStore At(string? database, string data, Func<DbConnection, DbTransaction, long?>? numbers) =>
        new(Dialect.For(database ?? DataFolder.History(data))) { Numbers = numbers };

    private static bool IsKnown(Exception e) =>
        e is DbException or HistoryException or IOException or UnauthorizedAccessException or ArgumentException;

    private static string Refused(string? database, string data, Exception e) => database is null
        ? $"The history in {Path.GetFullPath(data)} cannot be opened: {e.Message} Choose another folder with --data."
        : $"The history in PostgreSQL cannot be opened: {e.Message} Look at \"history.database\" in the settings.";
}
