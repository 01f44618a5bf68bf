using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>One secret, whole and each of its lines, in all the ways in which it may be written.</summary>
internal sealed partial class SecretPattern
{
    /// <summary>Made once for the runs that use it; when there are more, such as tokens of a day, the first made go first.</summary>
    public const int MostKept = 500;

    /// <summary>What is shorter stands in every text: it is no use to look for it before the whole.</summary>
    public const int LeastAnchor = 2;

    /// <summary>A shorter line of a longer secret is none by itself.</summary>
    private const int LeastLine = 8;

    /// <summary>As <c>&amp;amp;#x0041;</c>, or as UTF-16 in a dump with offsets.</summary>
    private const int LongestLetter = 12;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, SecretPattern> Made = new(StringComparer.Ordinal);
    private static readonly Queue<string> InOrder = new();

    private readonly SecretSpelling[] spellings;

    /// <summary>Of several lines all in one.</summary>
    private readonly string? bare;

    public SecretPattern(string secret)
    {
        spellings = [.. Parts(secret).Distinct(StringComparer.Ordinal).Select(p => new SecretSpelling(p))];
        bare = spellings.Length == 1 ? null : LineEnd().Replace(secret, "");
    }

    /// <summary>How many are kept.</summary>
    public static int Kept
    {
        get
        {
            lock (Gate)
                return Made.Count;
        }
    }

    /// <summary>How many characters it takes at most in a text, or the longest of its lines.</summary>
    public int Longest => LongestLetter * (spellings.Length == 1 ? spellings[0] : spellings.Skip(1).MaxBy(s => s.Length)!).Length;

    /// <summary>The secret and its lines, as they are and in base64 and hexadecimal.</summary>
    public IEnumerable<string> Shown => spellings.SelectMany(s => s.Shown);

    public IEnumerable<SecretSpelling> Spellings => spellings;

    public IEnumerable<string> Digits => spellings.SelectMany(s => s.Digits);

    /// <param name="secret">The secret.</param>
    /// <param name="isNew">Whether it was not met lately.</param>
    public static SecretPattern Of(string secret, out bool isNew)
    {
        lock (Gate)
        {
            isNew = !Made.TryGetValue(secret, out var pattern);
            if (pattern is not null)
                return pattern;
            Made[secret] = pattern = new SecretPattern(secret);
            InOrder.Enqueue(secret);
            while (Made.Count > MostKept)
                Made.Remove(InOrder.Dequeue());
            return pattern;
        }
    }

    public void Find(string text, TextView? of, Findings found)
    {
        foreach (var spelling in spellings)
            spelling.Find(text, of, found);
    }

    public void FindDigits(TextView view, Findings found)
    {
        foreach (var spelling in spellings)
            spelling.FindDigits(view, found);
    }

    public void FindCut(string text, IReadOnlyList<Ellipsis> near, IReadOnlyList<Ellipsis> all, TextView? of, Findings found)
    {
        foreach (var spelling in CutShort)
            spelling.FindCut(text, near, all, of, found);
        if (bare is not null && of is not null)
            SecretForm.FindBetween(bare, text, near, of, found);
    }

    public void FindCutDigits(string text, TextView view, Findings found)
    {
        foreach (var spelling in CutShort)
            spelling.FindCutDigits(text, view, found);
    }

    /// <summary>Of several lines each by itself: the whole begins and ends as all keys do.</summary>
    private ReadOnlySpan<SecretSpelling> CutShort => spellings.Length == 1 ? spellings : spellings.AsSpan(1);

    /// <summary>The whole and its lines; a variable often holds a key in one line, with <c>\n</c> written out.</summary>
    private static IEnumerable<string> Parts(string secret)
    {
        yield return secret;
        foreach (var line in LineEnd().Split(secret).Select(l => l.Trim()))
            // The first and the last line of a key are the same in all keys.
            if (line.Length >= LeastLine && !line.StartsWith("-----", StringComparison.Ordinal))
                yield return line;
    }

    [GeneratedRegex(@"\r\n|\r|\n|\\r\\n|\\n", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();
}
