using System.Diagnostics;
using System.Globalization;
using System.Text;
using SmokeTests.Recording;

namespace Benchmarks;

/// <summary>
/// What it costs to look for secrets: by the length of the text, by how many secrets there are, and by what the text is like.
/// </summary>
internal static class BlotSpeed
{
    private const int Small = 64 * 1024;
    private const int Large = 1024 * 1024;
    private static readonly int[] Counts = [1, 20, 200];

    /// <summary>Texts of that length: as pages and logs are, with a secret now and then, and such as are hard to read.</summary>
    public static readonly (string Name, Func<int, string[], string> Make)[] Texts =
    [
        ("page", (length, _) => Fill(length,
            i => $"<p class=\"row\" data-id=\"{i}\">Nothing in here is a secret: {i * 7919:x8} &amp; more.</p>\n")),
        ("page with secrets", (length, secrets) => Fill(length, i => i % 50 == 0
            ? $"<p>key={secrets[i / 50 % secrets.Length]}</p>\n"
            : $"<p data-id=\"{i}\">Nothing in here is a secret: {i * 7919:x8} &amp; more.</p>\n")),
        ("ellipses", (length, _) => Fill(length, i => $"item {i}, cut short... and so on…\n")),
        ("base64 in columns", (length, _) => Fill(length, i => Convert.ToBase64String(SHA(i))[..76] + "\n")),
        ("dump", (length, _) => Fill(length,
            i => $"{i * 16:x8}  {string.Join(' ', SHA(i).Take(16).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)))}  "
                + "|................|\n")),
        ("numbers", (length, _) => Fill(length, i => $"{i % 256}, ")),
        ("escapes", (length, _) => Fill(length, i => $"%25{i % 90 + 10}\\u0041&#65;")),
        ("backslashes", (length, _) => new string('\\', length)),
        ("percents", (length, _) => Fill(length, _ => "%25")),
        ("digits", (length, _) => new string('7', length)),
        ("blanks", (length, _) => new string(' ', length)),
        ("secrets alone", (length, secrets) => Fill(length, i => secrets[i % secrets.Length] + " ")),
    ];

    public static Figure[] Measure()
    {
        var figures = new List<Figure>();
        foreach (var (name, make) in Texts)
            foreach (var count in Counts)
            {
                string[] secrets = [.. Enumerable.Range(0, count).Select(i => $"s3cret-{i * 104_729:x8}/of+the={i}&settings")];
                var redactor = new SecretRedactor(new SecretSet(secrets));
                var (small, large) = (Milliseconds(redactor, make(Small, secrets)), Milliseconds(redactor, make(Large, secrets)));
                figures.Add(new Figure($"blot 1 MB of {name}, {count} secrets", large, "ms", "lower"));
                figures.Add(new Figure($"blot 1 MB over 64 KB of {name}, {count} secrets", large / small / (Large / Small),
                    "times", "lower"));
            }
        return [.. figures];
    }

    private static double Milliseconds(SecretRedactor redactor, string text)
    {
        redactor.Blot(text);
        var (took, began) = (new List<double>(), Stopwatch.StartNew());
        while (took.Count < 3 || took.Count < 50 && began.ElapsedMilliseconds < 200)
        {
            var at = Stopwatch.GetTimestamp();
            redactor.Blot(text);
            took.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            if (began.Elapsed > TimeSpan.FromSeconds(20))
                break;
        }
        return took.Min();
    }

    private static byte[] SHA(int i) => System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes($"{i}"));

    private static string Fill(int length, Func<int, string> part)
    {
        var text = new StringBuilder(length + 200);
        for (var i = 0; text.Length < length; i++)
            text.Append(part(i));
        return text.ToString(0, length);
    }
}
