using System.Globalization;
using System.Text;

namespace SmokeTests.Fields.Patterns;

/// <summary>A set of Unicode code points, as a character class of a regular expression stands for.</summary>
internal sealed class CodePoints
{
    private const int Last = 0x10FFFF;
    private const int FirstAstral = 0x10000;

    public static readonly CodePoints None = new([]);
    public static readonly CodePoints All = new([(0, Last)]);
    public static readonly CodePoints Digits = new([('0', '9')]);
    public static readonly CodePoints Words = Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    /// <summary>White space and line ends, as ECMAScript counts them.</summary>
    public static readonly CodePoints Spaces = Of(
        [(0x9, 0xD), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
        (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]);

    public static readonly CodePoints LineEnds = Of([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]);

    private readonly IReadOnlyList<(int From, int To)> ranges;

    private CodePoints(IReadOnlyList<(int From, int To)> ranges) => this.ranges = ranges;

    public static CodePoints Of(int from, int to) => new([(from, to)]);

    public static CodePoints Of(int one) => Of(one, one);

    /// <summary>All of the general categories.</summary>
    public static CodePoints Of(IReadOnlySet<UnicodeCategory> categories)
    {
        var found = new List<(int, int)>();
        for (var at = 0; at <= Last; at++)
        {
            if (!categories.Contains(CharUnicodeInfo.GetUnicodeCategory(at)))
                continue;
            var from = at;
            while (at < Last && categories.Contains(CharUnicodeInfo.GetUnicodeCategory(at + 1)))
                at++;
            found.Add((from, at));
        }
        return new(found);
    }

    public CodePoints Or(CodePoints other) => Of([.. ranges, .. other.ranges]);

    public CodePoints And(CodePoints other) => Not().Or(other.Not()).Not();

    public CodePoints Without(CodePoints other) => And(other.Not());

    public CodePoints Not()
    {
        var rest = new List<(int, int)>();
        var next = 0;
        foreach (var (from, to) in ranges)
        {
            if (from > next)
                rest.Add((next, from - 1));
            next = to + 1;
        }
        if (next <= Last)
            rest.Add((next, Last));
        return new(rest);
    }

    /// <summary>The class as .NET reads it, whose characters are halves of what stands beyond U+FFFF.</summary>
    public string ToRegex()
    {
        var ways = new List<string>();
        var basic = new StringBuilder();
        foreach (var (from, to) in And(Basic).ranges)
            basic.Append(Range(from, to));
        if (basic.Length > 0)
            ways.Add($"[{basic}]");
        foreach (var (from, to) in ranges.Where(r => r.To >= FirstAstral))
            Pairs(Math.Max(from, FirstAstral), to, ways);
        return ways.Count switch { 0 => "(?!)", 1 => ways[0], _ => $"(?:{string.Join('|', ways)})" };
    }

    private static readonly CodePoints Basic = Of([(0, 0xD7FF), (0xE000, 0xFFFF)]);

    private static void Pairs(int from, int to, List<string> ways)
    {
        while (from <= to)
        {
            var (high, low) = Halves(from);
            var (lastHigh, lastLow) = Halves(to);
            // A whole block of low halves, as long as there are such; else what is left in this one.
            if (low == 0xDC00 && (lastHigh > high || lastLow == 0xDFFF))
            {
                var whole = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
                ways.Add($"[{Range(high, whole)}][\\uDC00-\\uDFFF]");
                from = FirstAstral + ((whole - 0xD800 + 1) << 10);
                continue;
            }
            var end = lastHigh > high ? 0xDFFF : lastLow;
            ways.Add($"{Char(high)}[{Range(low, end)}]");
            from += end - low + 1;
        }
    }

    private static (int High, int Low) Halves(int code) => (0xD800 + ((code - FirstAstral) >> 10), 0xDC00 + ((code - FirstAstral) & 0x3FF));

    private static CodePoints Of((int From, int To)[] unsorted)
    {
        var joined = new List<(int From, int To)>();
        foreach (var (from, to) in unsorted.OrderBy(r => r.From))
            if (joined.Count > 0 && joined[^1].To >= from - 1)
                joined[^1] = (joined[^1].From, Math.Max(joined[^1].To, to));
            else
                joined.Add((from, to));
        return new(joined);
    }

    private static string Range(int from, int to) => from == to ? Char(from) : $"{Char(from)}-{Char(to)}";

    private static string Char(int half) => "\\u" + half.ToString("X4", CultureInfo.InvariantCulture);
}
