using System.Globalization;

namespace SmokeTests.Documents.Styles;

/// <summary>A length in pixels, of a page whose letters nobody has made larger; <c>calc()</c>, <c>min()</c>, <c>max()</c> and
/// <c>clamp()</c> are counted.</summary>
internal static class CssLength
{
    private const double Em = 16;

    /// <summary>Null for what is no length. A number without a unit is one only where it is 0.</summary>
    public static double? Of(string value)
    {
        var at = 0;
        return Sum(value, ref at) is var (number, isLength) && at == value.Length && (isLength || number == 0 && !value.Contains('('))
            ? number : null;
    }

    private static (double Number, bool IsLength)? Sum(string text, ref int at)
    {
        if (Product(text, ref at) is not { } sum)
            return null;
        while (Sign(text, ref at, "+-") is { } sign)
            if (Product(text, ref at) is not { } next || next.IsLength != sum.IsLength)
                return null;
            else
                sum.Number += sign == '+' ? next.Number : -next.Number;
        return sum;
    }

    private static (double Number, bool IsLength)? Product(string text, ref int at)
    {
        if (Value(text, ref at) is not { } product)
            return null;
        while (Sign(text, ref at, "*/") is { } sign)
            if (Value(text, ref at) is not { } next || next.IsLength && (product.IsLength || sign == '/'))
                return null;
            else
                product = (sign == '*' ? product.Number * next.Number : product.Number / next.Number, product.IsLength || next.IsLength);
        return product;
    }

    private static (double Number, bool IsLength)? Value(string text, ref int at)
    {
        SkipSpace(text, ref at);
        var from = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
            at++;
        if (at < text.Length && text[at] == '(')
            return Function(text[from..at], text, ref at);
        if (at > from)
            return null;
        at += NumberAt(text.AsSpan(at));
        if (!double.TryParse(text.AsSpan(from, at - from), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        from = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
            at++;
        return from == at ? (number, false) : Pixels(text[from..at]) is { } unit ? (number * unit, true) : null;
    }

    private static (double Number, bool IsLength)? Function(string name, string text, ref int at)
    {
        var close = CssText.Close(text, at);
        var values = new List<(double Number, bool IsLength)>();
        foreach (var argument in Selectors.List(text[(at + 1)..close]))
        {
            var within = 0;
            if (Sum(argument, ref within) is not { } value || within != argument.Length)
                return null;
            values.Add(value);
        }
        at = close + 1;
        return (name, values) switch
        {
            ("calc" or "", [var only]) => only,
            ("min", [_, ..]) => values.MinBy(v => v.Number),
            ("max", [_, ..]) => values.MaxBy(v => v.Number),
            ("clamp", [var low, var middle, var high]) => (Math.Max(low.Number, Math.Min(middle.Number, high.Number)), middle.IsLength),
            _ => null,
        };
    }

    /// <summary>A sign that joins two values; between sums there is space around it.</summary>
    private static char? Sign(string text, ref int at, string signs)
    {
        var next = at;
        SkipSpace(text, ref next);
        if (next >= text.Length || !signs.Contains(text[next]))
            return null;
        at = next + 1;
        return text[next];
    }

    private static int NumberAt(ReadOnlySpan<char> text)
    {
        var end = text is ['+' or '-', ..] ? 1 : 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
            end++;
        if (end + 1 < text.Length && text[end] is 'e' or 'E'
            && (char.IsAsciiDigit(text[end + 1]) || end + 2 < text.Length && text[end + 1] is '+' or '-'
            && char.IsAsciiDigit(text[end + 2])))
            for (end += 2; end < text.Length && char.IsAsciiDigit(text[end]);)
                end++;
        return end;
    }

    private static double? Pixels(string unit) => unit switch
    {
        "px" => 1,
        "em" or "rem" => Em,
        "ex" or "ch" => Em / 2,
        "vw" or "vi" or "svw" or "lvw" or "dvw" or "vmax" => MediaFeatures.Width / 100,
        "vh" or "vb" or "svh" or "lvh" or "dvh" or "vmin" => MediaFeatures.Height / 100,
        "cm" => 96 / 2.54,
        "mm" => 9.6 / 2.54,
        "q" => 2.4 / 2.54,
        "in" => 96,
        "pt" => 96.0 / 72,
        "pc" => 16,
        _ => null,
    };

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
