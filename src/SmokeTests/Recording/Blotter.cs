using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace SmokeTests.Recording;

/// <summary>Blots secrets out of everything that leaves a run, in every form in which a page or an address writes them.</summary>
internal sealed class Blotter
{
    private const string Mark = "•••";
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);
    private string[] longestFirst = [];

    public void Learn(string secret)
    {
        // One or two characters would blot out half of every text and are no secret.
        if (secret.Length < 3 || !known.TryAdd(secret, true))
            return;
        var forms = known.Keys.SelectMany(Forms).Distinct(StringComparer.Ordinal);
        longestFirst = [.. forms.OrderByDescending(f => f.Length)];
    }

    public string Blot(string text)
    {
        foreach (var form in longestFirst)
            text = text.Replace(form, Mark, StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        Uri.EscapeDataString(secret),
        WebUtility.UrlEncode(secret),
        WebUtility.HtmlEncode(secret),
        JavaScriptEncoder.Default.Encode(secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
    ];
}
