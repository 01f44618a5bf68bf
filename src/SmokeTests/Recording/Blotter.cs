using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>Blots secrets out of everything that leaves a run, in every form in which a page, an address or a header writes them.</summary>
internal sealed partial class Blotter
{
    public const string Mark = "•••";
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);
    private volatile Forms all = Forms.None;

    /// <summary>Every form of every secret, for a page that is asked to blot itself.</summary>
    public IReadOnlyCollection<string> Secrets => [.. known.Keys];

    public void Learn(string? secret)
    {
        // One or two characters would blot out half of every text and are no secret.
        if (secret is null || secret.Length < 3 || !known.TryAdd(secret, true))
            return;
        all = new Forms([.. known.Keys.SelectMany(FormsOf).Where(f => f.Length >= 3).Distinct(StringComparer.Ordinal).OrderByDescending(f => f.Length)]);
    }

    public string Blot(string text)
    {
        var forms = all;
        // Most texts hold no secret: all forms are looked for at once before any is replaced.
        if (forms.LongestFirst.Length == 0 || text.AsSpan().IndexOfAny(forms.Any) < 0)
            return text;
        foreach (var form in forms.LongestFirst)
            text = text.Replace(form, Mark, StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        string[] written =
        [
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            AsBrowsersEscape(secret),
            AsBrowsersEscape(secret).Replace("%20", "+", StringComparison.Ordinal),
            WebUtility.HtmlEncode(secret),
            secret.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
            secret.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret)),
        ];
        return written.Concat(written.Select(w => Escape().Replace(w, e => e.Value.ToLowerInvariant()))).Concat(Base64(secret));
    }

    /// <summary>encodeURIComponent leaves more characters alone than .NET does.</summary>
    private static string AsBrowsersEscape(string secret) => Uri.EscapeDataString(secret)
        .Replace("%21", "!", StringComparison.Ordinal).Replace("%27", "'", StringComparison.Ordinal)
        .Replace("%28", "(", StringComparison.Ordinal).Replace("%29", ")", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal);

    /// <summary>Base64 of a text that holds the secret somewhere: what stays the same at each of the three offsets.</summary>
    private static IEnumerable<string> Base64(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return Convert.ToBase64String(bytes);
        if (bytes.Length < 6)
            yield break;
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var first = (before * 8 + 5) / 6;
            var last = (before + bytes.Length) * 8 / 6;
            var core = whole[first..last];
            yield return core;
            yield return core.Replace('+', '-').Replace('/', '_');
        }
    }

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Escape();

    private sealed class Forms(string[] longestFirst)
    {
        public static readonly Forms None = new([]);

        public string[] LongestFirst => longestFirst;

        public SearchValues<string> Any { get; } = SearchValues.Create(longestFirst, StringComparison.Ordinal);
    }
}
