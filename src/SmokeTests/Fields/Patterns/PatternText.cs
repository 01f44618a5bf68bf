using System.Globalization;

namespace SmokeTests.Fields.Patterns;

/// <summary>The text of a regular expression, read from its beginning. What it may not hold is a <see cref="FormatException"/>.</summary>
internal sealed class PatternText(string pattern)
{
    private int at;

    public bool AtEnd => at == pattern.Length;

    /// <summary>The character that comes next; -1 at the end.</summary>
    public int Peek => AtEnd ? -1 : char.IsSurrogatePair(pattern, at) ? char.ConvertToUtf32(pattern, at) : pattern[at];

    public bool Sees(char one) => Peek == one;

    public bool Sees(string text) => string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;

    public bool Takes(char one) => Takes(one.ToString());

    public bool Takes(string text)
    {
        if (!Sees(text))
            return false;
        at += text.Length;
        return true;
    }

    public void Must(char one)
    {
        if (!Takes(one))
            throw new FormatException();
    }

    public int Next()
    {
        var next = Peek;
        if (next < 0)
            throw new FormatException();
        at += next > 0xFFFF ? 2 : 1;
        return next;
    }

    public int Number()
    {
        var from = at;
        while (!AtEnd && char.IsAsciiDigit(pattern[at]))
            at++;
        if (from == at)
            throw new FormatException();
        return int.TryParse(pattern.AsSpan(from, at - from), CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }

    /// <summary>A group's name, up to its bracket.</summary>
    public string Name()
    {
        var end = pattern.IndexOf('>', at);
        var name = end < 0 ? "" : pattern[at..end];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$'))
            throw new FormatException();
        at = end + 1;
        return name;
    }

    /// <summary>What <c>\d \s \w \p{…}</c> and their opposites stand for; null where another escape follows.</summary>
    public CodePoints? ClassEscape()
    {
        var (set, opposite) = (char)Math.Max(Peek, 0) switch
        {
            'd' => (CodePoints.Digits, false),
            'D' => (CodePoints.Digits, true),
            's' => (CodePoints.Spaces, false),
            'S' => (CodePoints.Spaces, true),
            'w' => (CodePoints.Words, false),
            'W' => (CodePoints.Words, true),
            'p' => (Property(), false),
            'P' => (Property(), true),
            _ => ((CodePoints?)null, false),
        };
        if (set is null)
            return null;
        at++;
        return opposite ? set.Not() : set;
    }

    /// <summary>The one character that an escape stands for.</summary>
    /// <param name="also">What may be escaped to stand for itself.</param>
    public int CharacterEscape(string also)
    {
        var next = Next();
        switch (next)
        {
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case '0' when Peek is not (>= '0' and <= '9'):
                return 0;
            case 'c' when Peek is >= 'a' and <= 'z' or >= 'A' and <= 'Z':
                return Next() % 32;
            case 'x':
                return Hexadecimal(2);
            case 'u':
                return Unicode();
            default:
                return next < 0x80 && also.Contains((char)next, StringComparison.Ordinal) ? next : throw new FormatException();
        }
    }

    private int Unicode()
    {
        if (Takes('{'))
        {
            var end = pattern.IndexOf('}', at);
            var code = end < 0 ? -1 : Hexadecimal(end - at);
            Must('}');
            return code is >= 0 and <= 0x10FFFF ? code : throw new FormatException();
        }
        var unit = Hexadecimal(4);
        if (!char.IsHighSurrogate((char)unit) || !Sees("\\u"))
            return unit;
        var back = at;
        at += 2;
        var low = Sees('{') ? 0 : Hexadecimal(4);
        if (char.IsLowSurrogate((char)low))
            return char.ConvertToUtf32((char)unit, (char)low);
        at = back;
        return unit;
    }

    private int Hexadecimal(int digits)
    {
        if (digits is < 1 or > 7 || at + digits > pattern.Length || !pattern.AsSpan(at, digits).ToString().All(char.IsAsciiHexDigit))
            throw new FormatException();
        at += digits;
        return int.Parse(pattern.AsSpan(at - digits, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private CodePoints Property()
    {
        var end = pattern.IndexOf('}', at);
        if (!string.Equals(at + 1 < pattern.Length ? pattern[at + 1].ToString() : "", "{", StringComparison.Ordinal) || end < 0)
            throw new FormatException();
        var found = CharacterProperties.Of(pattern[(at + 2)..end]) ?? throw new FormatException();
        at = end;
        return found;
    }
}
