namespace SmokeTests.Fields.Patterns;

/// <summary>A character class with the flag v: ranges, classes in classes, <c>--</c> and <c>&amp;&amp;</c>.</summary>
internal sealed class PatternClass(PatternText text)
{
    private const string Syntax = "()[]{}/-\\|";
    private const string Doubled = "&!#$%*+,.:;<=>?@^`~";
    private const string Escaped = "^$\\.*+?()[]{}|/&-!#%,:;<=>@`~";

    public CodePoints Read()
    {
        text.Must('[');
        var opposite = text.Takes('^');
        var set = text.Sees(']') ? CodePoints.None : Contents();
        text.Must(']');
        return opposite ? set.Not() : set;
    }

    private CodePoints Contents()
    {
        var (first, one) = Operand();
        if (text.Sees("--") || text.Sees("&&"))
            return Combined(first);
        var set = Range(first, one);
        while (!text.Sees(']'))
        {
            if (text.Sees("--") || text.Sees("&&"))
                throw new FormatException();
            var (next, character) = Operand();
            set = set.Or(Range(next, character));
        }
        return set;
    }

    /// <summary>Operands of one operator alone, none of which is a range.</summary>
    private CodePoints Combined(CodePoints set)
    {
        var subtracts = text.Sees("--");
        while (!text.Sees(']'))
        {
            if (!text.Takes(subtracts ? "--" : "&&"))
                throw new FormatException();
            set = subtracts ? set.Without(Operand().Set) : set.And(Operand().Set);
        }
        return set;
    }

    private CodePoints Range(CodePoints set, int? from)
    {
        if (!text.Sees('-') || text.Sees("--"))
            return set;
        text.Must('-');
        return from is { } first && Operand().One is { } last && last >= first ? CodePoints.Of(first, last) : throw new FormatException();
    }

    private static bool Is(string characters, int code) => code < 0x80 && characters.Contains((char)code, StringComparison.Ordinal);

    private (CodePoints Set, int? One) Operand()
    {
        if (text.Sees('['))
            return (Read(), null);
        if (text.Takes('\\'))
        {
            if (text.ClassEscape() is { } set)
                return (set, null);
            if (text.Takes('b'))
                return (CodePoints.Of('\b'), '\b');
            var escaped = text.CharacterEscape(Escaped);
            return (CodePoints.Of(escaped), escaped);
        }
        var next = text.Next();
        if (Is(Syntax, next) || Is(Doubled, next) && text.Sees((char)next))
            throw new FormatException();
        return (CodePoints.Of(next), next);
    }
}
