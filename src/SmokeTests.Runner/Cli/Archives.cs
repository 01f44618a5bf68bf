using System.IO.Compression;
using System.Security.Cryptography;

namespace SmokeTests.Runner.Cli;

/// <summary>Suites that come as a .zip: unpacked into the data folder, and fetched before where they are named by an address.</summary>
internal static class Archives
{
    private const string Pin = "#sha256=";

    /// <summary>The suites, with a folder in the place of each archive; null, with a sentence for each that cannot be had.</summary>
    public static async Task<IReadOnlyList<string>?> Unpack(IReadOnlyList<string> suites, string folder, HttpClient http,
        CancellationToken cancel)
    {
        var found = new List<string>();
        foreach (var suite in suites)
            if (!IsAddress(suite) && !suite.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                found.Add(suite);
            else if (await Take(suite, folder, http, cancel) is { } unpacked)
                found.Add(unpacked);
        return found.Count == suites.Count ? found : null;
    }

    private static async Task<string?> Take(string suite, string folder, HttpClient http, CancellationToken cancel)
    {
        var (place, pin) = suite.Split(Pin, 2) is [var before, var hash] ? (before, hash) : (suite, null);
        var target = Path.Combine(folder, Name(place));
        try
        {
            var historyStore = IsAddress(place) ? await http.GetByteArrayAsync(new Uri(place), cancel)
                : await File.ReadAllBytesAsync(place, cancel);
            var actual = Convert.ToHexStringLower(SHA256.HashData(historyStore));
            if (pin is not null && !actual.Equals(pin, StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException($"its SHA-256 is {actual}, not {pin}.");
            Extract(historyStore, target);
            return target;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException
            or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            // What an earlier start has fetched is better than nothing, unless another version was asked for.
            var usable = pin is null && Directory.Exists(target);
            Console.Error.WriteLine(
                $"{place}: cannot be had: {e.Message}{(usable ? " The version that was fetched before runs instead." : "")}");
            return usable ? target : null;
        }
    }

    /// <summary>Beside it first: a folder that is there is whole.</summary>
    private static void Extract(byte[] historyStore, string target)
    {
        var part = target + ".part";
        if (Directory.Exists(part))
            Directory.Delete(part, recursive: true);
        using (var zip = new ZipArchive(new MemoryStream(historyStore)))
            zip.ExtractToDirectory(part);
        if (!OperatingSystem.IsWindows())
            LetRun(part);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(part, target);
    }

    /// <summary>An archive that was made on Windows does not say what may be run: Playwright's node has to be.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void LetRun(string folder)
    {
        foreach (var node in Directory.EnumerateFiles(folder, "node", SearchOption.AllDirectories))
            File.SetUnixFileMode(node, File.GetUnixFileMode(node) | UnixFileMode.UserExecute);
    }

    private static bool IsAddress(string suite) =>
        suite.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || suite.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static string Name(string place) =>
        Path.GetFileNameWithoutExtension(IsAddress(place) ? new Uri(place).AbsolutePath : place) is { Length: > 0 } name ? name : "suite";
}
