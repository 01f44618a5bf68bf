namespace SmokeTests.Runner.Hosting;

/// <summary>Where a runner keeps its history.</summary>
internal static class DataFolder
{
    private const string HistoryFile = "smoke.db";
    private const string DebtsFile = "debts.db";

    /// <summary>The folder in it with the copies of suites that workers run from: hard links where the file system has them.</summary>
    public const string Suites = "suites";

    /// <summary>Every file of it that a backup takes.</summary>
    public static readonly IReadOnlyList<string> Databases = [HistoryFile, DebtsFile];

    /// <summary>The history, where it is a file.</summary>
    public static string History(string data) => Path.Combine(data, HistoryFile);

    /// <summary>What its checks have created and not undone yet.</summary>
    public static string Debts(string data) => Path.Combine(data, DebtsFile);

    /// <summary>What a runner goes on with while its database is away.</summary>
    public static string Interim(string data) => Path.Combine(data, "interim");

    /// <summary>
    /// One runner to a data folder: two would tell everything twice. Null, with a sentence on the console, where it cannot be
    /// had.
    /// </summary>
    public static FileStream? Claim(string data)
    {
        try
        {
            Directory.CreateDirectory(data);
            return new FileStream(Path.Combine(data, "runner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                $"The data folder {Path.GetFullPath(data)} cannot be used: {e.Message} When another runner uses it, choose another "
                    + "folder with --data.");
            return null;
        }
    }
}
