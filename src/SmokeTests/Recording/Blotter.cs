using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using SmokeTests.Settings;

namespace SmokeTests.Recording;

/// <summary>Blots secrets out of everything that leaves a run, however often a page, an address, a header or a script has encoded them.</summary>
internal sealed class Blotter
{
    public const string Mark = "•••";
    private static readonly ConcurrentDictionary<string, SecretPattern> Patterns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SecretPattern> known = new(StringComparer.Ordinal);

    /// <summary>Every secret, for a page that is asked to blot itself.</summary>
    public IReadOnlyCollection<string> Secrets => [.. known.Keys];

    public void Learn(string? secret)
    {
        // One or two characters would blot out half of every text and are no secret.
        if (secret is { Length: >= 3 })
            known.TryAdd(secret, Patterns.GetOrAdd(secret, s => new SecretPattern(s)));
    }

    public string Blot(string text)
    {
        text = BasicLogIn.Without(text);
        foreach (var (_, pattern) in known.OrderByDescending(k => k.Key.Length))
            text = pattern.Blot(text);
        return text;
    }
}

/// <summary>
/// One secret in all its spellings. Letters and digits are written as they are everywhere but in base64; every other
/// character may stand as itself, behind backslashes, as <c>\u003c</c>, <c>%3C</c> or <c>&amp;lt;</c>, and those encoded
/// again and again (<c>%253C</c>, <c>\\u003c</c>, <c>%26lt%3B</c>).
/// </summary>
internal sealed class SecretPattern
{
    private const string Percent = "%(?:25)*";
    private static readonly Dictionary<int, string> Entities = new() { ['<'] = "lt", ['>'] = "gt", ['&'] = "amp", ['"'] = "quot", ['\''] = "apos", [' '] = "nbsp" };

    private readonly string anchor;
    private readonly Regex spellings;
    private readonly Regex cut;
    private readonly string[] base64;

    public SecretPattern(string secret)
    {
        anchor = secret.Split([.. secret.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()]).MaxBy(run => run.Length)!;
        spellings = new Regex(string.Concat(secret.EnumerateRunes().Select(Spelling)), RegexOptions.CultureInvariant);
        cut = CutOff([.. secret.EnumerateRunes().Select(Spelling)]);
        base64 = [.. Base64(secret).Where(f => f.Length >= 6).Distinct(StringComparer.Ordinal)];
    }

    public string Blot(string text)
    {
        // Most texts hold no secret: its longest plain part is looked for before anything slower.
        if (anchor.Length < 2 || text.Contains(anchor, StringComparison.Ordinal))
            text = spellings.Replace(text, Blotter.Mark);
        if (text.Contains('…', StringComparison.Ordinal))
            text = cut.Replace(text, Blotter.Mark);
        foreach (var form in base64)
            text = text.Replace(form, Blotter.Mark, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The beginning of the secret where a text was cut short in the middle of it: before an ellipsis, with half a spelling perhaps.</summary>
    private static Regex CutOff(string[] spellings)
    {
        const int least = 4;
        var pattern = new StringBuilder(string.Concat(spellings.Take(least)));
        foreach (var spelling in spellings.Skip(least))
            pattern.Append("(?:").Append(spelling);
        for (var open = spellings.Length - least; open > 0; open--)
            pattern.Append(")?");
        return new Regex(pattern.Append(@"[%&#\;A-Za-z0-9]{0,6}(?=\s?…)").ToString(), RegexOptions.CultureInvariant);
    }

    private static string Spelling(Rune rune)
    {
        if (Rune.IsLetterOrDigit(rune) && rune.IsAscii)
            return rune.ToString();
        var character = rune.ToString();
        var bytes = Encoding.UTF8.GetBytes(character);
        var entities = new[] { Entities.GetValueOrDefault(rune.Value), $"(?:#|{Percent}23)0*{rune.Value}", $"(?:#|{Percent}23)[xX]0*(?i:{rune.Value:x})" }.OfType<string>();
        string[] ways =
        [
            $@"\\*{Regex.Escape(character)}",
            $@"(?:\\|{Percent}5[Cc])+u(?i:{string.Join(@"(?:\\|" + Percent + "5[Cc])+u", character.Select(c => $"{(int)c:x4}"))})",
            string.Concat(bytes.Select(b => $"{Percent}(?i:{b:x2})")),
            $@"(?:&|{Percent}26|\\+u0026)(?:amp(?:;|{Percent}3[Bb]))*(?:{string.Join('|', entities)})(?:;|{Percent}3[Bb])",
            .. rune.Value == ' ' ? [@"\+", $"{Percent}2[Bb]", @"\s"] : Array.Empty<string>(),
            .. rune.Value == '\\' ? [@"\\+", $"(?:{Percent}5[Cc])+"] : Array.Empty<string>(),
            .. rune.IsAscii ? Array.Empty<string>() : [Regex.Escape(Encoding.Latin1.GetString(bytes)), $"{Percent}(?i:{rune.Value & 0xff:x2})"],
        ];
        return $"(?:{string.Join('|', ways)})";
    }

    /// <summary>Base64 of a text that holds the secret somewhere: what stays the same at each of the three offsets.</summary>
    private static IEnumerable<string> Base64(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return Convert.ToBase64String(bytes);
        for (var before = 0; before < 3; before++)
        {
            var whole = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var core = whole[((before * 8 + 5) / 6)..((before + bytes.Length) * 8 / 6)];
            yield return core;
            yield return core.Replace('+', '-').Replace('/', '_');
        }
    }
}
