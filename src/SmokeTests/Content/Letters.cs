using System.Buffers;
using System.Globalization;

namespace SmokeTests.Content;

/// <summary>What Unicode says of letters that are composed of others, as far as U+FFFF; read when a text first needs it.</summary>
internal sealed class Letters
{
    private static readonly Lazy<Letters> All = new(() => new Letters());

    private readonly Dictionary<char, (char First, char? Second)> parts = [];
    private readonly Dictionary<(char, char), char> composed = [];
    private readonly Dictionary<char, int> classes = [];

    private Letters()
    {
        using var stream = typeof(Letters).Assembly.GetManifestResourceStream("letters.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#')
                Read(line);
        // Vowels and last consonants of Korean syllables follow by rule.
        Composing = SearchValues.Create([
            .. classes.Keys, .. parts.Values.Select(p => p.Second).OfType<char>(),
            .. parts.Where(p => p.Value.Second is null).Select(p => p.Key),
            .. parts.Where(p => p.Value is (var first, { } second) && Composed(first, second) is null).Select(p => p.Key),
            .. Enumerable.Range(0x1161, 21).Concat(Enumerable.Range(0x11A8, 27)).Select(c => (char)c),
        ]);
    }

    public static Letters Table => All.Value;

    /// <summary>The characters without which a text is composed as it is.</summary>
    public SearchValues<char> Composing { get; }

    /// <summary>The letter and its accent; one other character where it is only another way to write that; null for all others.</summary>
    public (char First, char? Second)? PartsOf(char c) => parts.TryGetValue(c, out var of) ? of : null;

    /// <summary>How far out an accent stands, from 1 on; 0 for what is none.</summary>
    public int ClassOf(char c) => classes.GetValueOrDefault(c);

    /// <summary>The one character that both are; null where there is none.</summary>
    public char? Composed(char first, char second) => composed.TryGetValue((first, second), out var one) ? one : null;

    private void Read(string line)
    {
        if (line.IndexOf("..", StringComparison.Ordinal) is > 0 and var range)
        {
            for (int c = Code(line[..range]), last = Code(line[(range + 2)..line.IndexOf(':', StringComparison.Ordinal)]); c <= last; c++)
                classes[(char)c] = int.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
            return;
        }
        var (one, rest) = (Code(line[..4]), line[5..].Split('+'));
        parts[one] = (Code(rest[0]), rest.Length == 1 ? null : Code(rest[1]));
        if (line[4] == '=' && rest.Length == 2)
            composed[(Code(rest[0]), Code(rest[1]))] = one;
    }

    private static char Code(string hexadecimal) => (char)int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
