using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// A version of a suite in a folder of the runner's own: a build or a roll-out over the suite's folder cannot pull files
/// from under a worker, and a check that deletes its own folder deletes a copy.
/// </summary>
internal sealed class SuiteCopy
{
    private const string Separator = ".apart-";
    private readonly Lock mending = new();
    private readonly string source;
    private readonly string folder;
    private readonly IReadOnlyList<Listed> files;
    private readonly SuiteCopy? first;

    private SuiteCopy(string source, string folder, IReadOnlyList<Listed> files, SuiteCopy? first = null) =>
        (this.source, this.folder, this.files, this.first) = (source, folder, files, first);

    public string Folder => folder;

    /// <summary>The folder that it was taken from.</summary>
    public string Source => source;

    /// <summary>What stands in a folder, by names, sizes and times: another version has another text.</summary>
    public static string VersionOf(string folder) => VersionOf(List(folder));

    /// <exception cref="IOException">The suite changed while it was copied, or there is no room.</exception>
    public static Suite Take(Suite suite, string root)
    {
        var files = List(suite.Folder);
        var snapshot = new SuiteCopy(suite.Folder, Path.Combine(Path.GetFullPath(root), $"{suite.Name}-{VersionOf(files)}"), files);
        snapshot.Mend();
        return new Suite(Path.Combine(snapshot.folder, Path.GetFileName(suite.Path)), suite.Name, snapshot);
    }

    /// <summary>
    /// The same version in a folder of its own, beside the one that others run from: a check that deletes or moves its files there
    /// leaves theirs. Where the system has hard links it costs no room.
    /// </summary>
    public static Suite Beside(Suite suite, string name)
    {
        if (suite.Copy is not { } copy)
            return suite;
        var beside = new SuiteCopy(copy.source, $"{copy.folder}{Separator}{name}", copy.files, copy);
        return new Suite(Path.Combine(beside.folder, Path.GetFileName(suite.Path)), suite.Name, beside);
    }

    /// <summary>Puts back what is missing, from the folder that it was taken from, as long as that one holds the same version.</summary>
    public void Mend()
    {
        // Several workers may start at once.
        lock (mending)
            MendNow();
    }

    /// <summary>How often it was mended: a worker from before stands in a folder that is not there any more.</summary>
    public int Repairs { get; private set; }

    private void MendNow()
    {
        var missing = files.Where(f => !f.IsIn(folder)).ToArray();
        if (missing.Length == 0)
            return;
        Repairs++;
        if (first is not null)
        {
            Link(missing);
            return;
        }
        if (!Directory.Exists(source) || VersionOf(source) != VersionOf(files))
            throw new IOException(
                $"{missing.Length} files of this version are gone, {missing[0].Name} for one, and {source} holds another version by now.");
        foreach (var file in missing)
        {
            var target = Path.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // Beside it first: a file that is there is whole.
            var part = target + ".part";
            File.Copy(Path.Combine(source, file.Name), part, overwrite: true);
            File.Move(part, target, overwrite: true);
        }
    }

    private void Link(IEnumerable<Listed> missing)
    {
        first!.Mend();
        foreach (var file in missing)
        {
            var (from, to) = (Path.Combine(first.folder, file.Name), Path.Combine(folder, file.Name));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Delete(to);
            if (!HardLink.TryCreate(from, to))
                File.Copy(from, to);
        }
    }

    /// <summary>Removes the copies that nobody uses.</summary>
    public static void Tidy(string root, IReadOnlyCollection<string> used)
    {
        if (!Directory.Exists(root))
            return;
        foreach (var folder in Directory.GetDirectories(root).Where(f => !used.Contains(First(Path.GetFullPath(f)))))
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Still open somewhere: the next tidying takes it.
            }
    }

    /// <summary>The folder beside which this one stands; itself where it does not.</summary>
    private static string First(string folder) =>
        folder.LastIndexOf(Separator, StringComparison.Ordinal) is var at && at > folder.LastIndexOf(Path.DirectorySeparatorChar)
            ? folder[..at]
            : folder;

    private static Listed[] List(string folder) => [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(f => new Listed(Path.GetRelativePath(folder, f.FullName), f.Length, f.LastWriteTimeUtc.Ticks))
            .OrderBy(f => f.Name, StringComparer.Ordinal)];

    private static string VersionOf(IEnumerable<Listed> files)
    {
        var text = string.Join('\n', files.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Length} {f.Time}")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }

    private sealed record Listed(string Name, long Length, long Time)
    {
        public bool IsIn(string folder)
        {
            var file = new FileInfo(Path.Combine(folder, Name));
            return file.Exists && file.Length == Length;
        }
    }
}
