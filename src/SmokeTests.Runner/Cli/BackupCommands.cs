using System.IO.Compression;
using Microsoft.Data.Sqlite;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// <c>smoke export</c> and <c>smoke restore</c>: history, open incidents, messages that wait, and what checks owe, in one
/// archive. Taken while the runner runs, as they stood at one moment. Evidence is not in it.
/// </summary>
internal static class BackupCommands
{
    public static int Export(string data, string file)
    {
        var there = DataFolder.Databases.Where(d => File.Exists(Path.Combine(data, d))).ToArray();
        if (there.Length == 0)
            return ExitCode.Refuse(
                $"There is no history in {Path.GetFullPath(data)}. Name the runner's data folder with --data; a history in "
                    + "PostgreSQL is backed up by its own means, such as pg_dump.");
        if (File.Exists(file))
            return ExitCode.Refuse($"{file} is there already.");
        var folder = Directory.CreateTempSubdirectory("smoke-export-").FullName;
        try
        {
            foreach (var database in there)
                Copy(Path.Combine(data, database), Path.Combine(folder, database));
            ZipFile.CreateFromDirectory(folder, file);
            Console.WriteLine($"{file}: {string.Join(" and ", there)}, {new FileInfo(file).Length / 1024:N0} kB");
            return ExitCode.Passed;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return ExitCode.Refuse($"{file}: {e.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static int Restore(string data, string file)
    {
        if (DataFolder.Databases.Any(d => File.Exists(Path.Combine(data, d))))
            return ExitCode.Refuse(
                $"{Path.GetFullPath(data)} has a history already: nothing was changed. Name an empty folder with --data.");
        try
        {
            using var zip = ZipFile.OpenRead(file);
            if (zip.Entries.Count == 0 || zip.Entries.Any(e => !DataFolder.Databases.Contains(e.FullName)))
                return ExitCode.Refuse($"{file}: is no export of smoke.");
            Directory.CreateDirectory(data);
            zip.ExtractToDirectory(data);
            Console.WriteLine($"{Path.GetFullPath(data)}: {string.Join(" and ", zip.Entries.Select(e => e.FullName))}, brought "
                + "forward to this version.");
            // What an archive holds that is no history is known as soon as it is opened, and not at the next start.
            return CommandLine.Note(new HistoryChoice(data, null), "restored a backup", Path.GetFileName(file)) ? ExitCode.Passed
                : ExitCode.Broken;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return ExitCode.Refuse($"{file}: {e.Message}");
        }
    }

    /// <summary>As it stands at one moment, whoever writes meanwhile.</summary>
    private static void Copy(string from, string to)
    {
        using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = 30, Pooling = false }.ToString());
        db.Open();
        using var copy = db.CreateCommand();
        copy.CommandText = "vacuum into $to";
        copy.Parameters.AddWithValue("$to", to);
        copy.ExecuteNonQuery();
    }
}
