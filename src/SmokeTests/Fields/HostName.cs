using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Fields;

/// <summary>A host's name with letters of its own (<c>bücher.de</c>), as the name system writes it.</summary>
internal static partial class HostName
{
    /// <summary>Null for what it cannot write.</summary>
    public static string? ToAscii(string host)
    {
        if (Ascii.IsValid(host))
            return host;
        // What joins letters belongs to few scripts, and to no name that people type.
        if (host.AsSpan().ContainsAny('\u200c', '\u200d'))
            return null;
        try
        {
            var folded = Unseen().Replace(host, "").Normalize(NormalizationForm.FormKC);
            return string.Join('.', folded.Split('.', '。').Select(Label));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Label(string label) => Ascii.IsValid(label) ? label : new IdnMapping().GetAscii(label);

    [GeneratedRegex("[\u00ad\u200b\u2060\ufeff]")]
    private static partial Regex Unseen();
}
