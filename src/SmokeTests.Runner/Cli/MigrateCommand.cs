using System.Data.Common;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke migrate</c>: from the file in the data folder to the database of the settings, while the runner is stopped.</summary>
internal static class MigrateCommand
{
    public static int Run(HistoryChoice history)
    {
        if (history.Settings() is not { } settings)
            return ExitCode.Broken;
        var file = DataFolder.History(history.Data);
        if (settings.Database is not { } database)
            return ExitCode.Refuse("The settings name no database to move to. Add \"history\": { \"database\": \"Host=…;Database=…\" }.");
        if (!File.Exists(file))
            return ExitCode.Refuse($"There is no history in {Path.GetFullPath(history.Data)}. Name the runner's data folder with --data.");
        using var claim = DataFolder.Claim(history.Data);
        if (claim is null)
            return ExitCode.Broken;
        try
        {
            var moved = HistoryMigration.Take(file, database);
            if (HistoryChoice.Open(database, history.Data) is { } historyStore)
                using (historyStore)
                    CommandLine.Note(historyStore, "moved the history to PostgreSQL", $"from {file}: {moved.Sum(t => t.Rows):N0} rows");
            foreach (var (table, rows) in moved.Where(t => t.Rows > 0))
                Console.WriteLine($"{rows,12:N0}  {table}");
            Console.WriteLine($"The history is in PostgreSQL now: start the runner with these settings. {file} stays as it was; "
                + "evidence and debts stay in the data folder.");
            return ExitCode.Passed;
        }
        catch (Exception e) when (e is DbException or HistoryException or IOException or ArgumentException)
        {
            return ExitCode.Refuse($"The history was not moved: {e.Message}");
        }
    }
}
