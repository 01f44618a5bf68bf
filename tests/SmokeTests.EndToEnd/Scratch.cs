namespace SmokeTests.EndToEnd;

/// <summary>A folder that is gone after the test. What writes into it is declared after it, so that it has ended before.</summary>
internal sealed class Scratch(string prefix) : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);
    private readonly string root = Directory.CreateTempSubdirectory(prefix).FullName;

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    public void Dispose() => Remove(root);

    /// <summary>Removes a folder that processes which are just ending may still write into.</summary>
    public static void Remove(string folder)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ; Thread.Sleep(50))
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (Directory.Exists(folder) && TimeProvider.System.GetElapsedTime(began) < LastWords)
            {
                // Something was written meanwhile.
            }
    }
}
