using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Fields.Patterns;

/// <summary>
/// A field's <c>pattern</c>: a regular expression of ECMAScript with its flag v, which the whole value must match. One that is
/// no such expression is ignored, as browsers do: <c>[\w-]+</c>, say, whose hyphen would have to be escaped.
/// </summary>
internal sealed class EcmaPattern
{
    private const string Syntax = "^$\\.*+?()[]{}|/";
    private const string WordBoundary = "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))";
    private const string NoWordBoundary = "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))";

    /// <summary>A value is checked no longer than this: an expression that takes longer is the page's affair.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly string[] Lookarounds = ["(?=", "(?!", "(?<=", "(?<!"];

    private readonly PatternText text;
    private readonly StringBuilder regex = new();
    private readonly List<string?> groups = [];
    private readonly List<(int Number, string? Name)> references = [];
    private bool dotAll;
    private bool lines;

    private EcmaPattern(string pattern) => text = new PatternText(pattern);

    /// <summary>Whether the whole value matches; true as well where the pattern is none, or cannot be told by .NET.</summary>
    public static bool Fits(string pattern, string value)
    {
        if (Translate(pattern) is not { } regex)
            return true;
        try
        {
            return Regex.IsMatch(value, $@"\A(?:{regex})\z", RegexOptions.CultureInvariant, Longest);
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    /// <summary>The pattern as .NET writes it; null where it is no pattern, or one with a property that .NET does not know.</summary>
    public static string? Translate(string pattern)
    {
        var parser = new EcmaPattern(pattern);
        try
        {
            parser.Disjunction();
            return parser.text.AtEnd && parser.references.TrueForAll(parser.IsThere) ? parser.regex.ToString() : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private bool IsThere((int Number, string? Name) reference) =>
        reference.Name is { } name ? groups.Contains(name) : reference.Number <= groups.Count;

    private void Disjunction()
    {
        while (true)
        {
            while (!text.AtEnd && !text.Sees('|') && !text.Sees(')'))
                Term();
            if (!text.Takes('|'))
                return;
            regex.Append('|');
        }
    }

    private void Term()
    {
        if (Assertion())
            return;
        var from = regex.Length;
        Atom();
        regex.Insert(from, "(?:").Append(')');
        Quantifier();
    }

    private bool Assertion()
    {
        if (text.Takes('^'))
            regex.Append(lines ? @"(?<=\A|[\n\r\u2028\u2029])" : @"\A");
        else if (text.Takes('$'))
            regex.Append(lines ? @"(?=\z|[\n\r\u2028\u2029])" : @"\z");
        else if (text.Takes(@"\b"))
            regex.Append(WordBoundary);
        else if (text.Takes(@"\B"))
            regex.Append(NoWordBoundary);
        else
            return Array.Find(Lookarounds, text.Takes) is { } opening && Around(opening);
        return true;
    }

    private bool Around(string opening)
    {
        regex.Append(opening);
        Disjunction();
        text.Must(')');
        regex.Append(')');
        return true;
    }

    private void Quantifier()
    {
        if (text.Takes('*'))
            regex.Append('*');
        else if (text.Takes('+'))
            regex.Append('+');
        else if (text.Takes('?'))
            regex.Append('?');
        else if (text.Takes('{'))
            Counted();
        else
            return;
        if (text.Takes('?'))
            regex.Append('?');
    }

    private void Counted()
    {
        var least = text.Number();
        var most = text.Takes(',') ? text.Sees('}') ? null : text.Number() : (int?)least;
        text.Must('}');
        if (most < least)
            throw new FormatException();
        regex.Append(CultureInfo.InvariantCulture, $"{{{least}").Append(most == least ? "" : $",{most}").Append('}');
    }

    private void Atom()
    {
        if (text.Takes('.'))
            regex.Append((dotAll ? CodePoints.All : CodePoints.LineEnds.Not()).ToRegex());
        else if (text.Sees('['))
            regex.Append(new PatternClass(text).Read().ToRegex());
        else if (text.Takes('('))
            Group();
        else if (text.Takes('\\'))
            Escape();
        else if (Syntax.Contains((char)text.Peek, StringComparison.Ordinal))
            throw new FormatException();
        else
            regex.Append(CodePoints.Of(text.Next()).ToRegex());
    }

    private void Group()
    {
        var (wasDotAll, wasLines) = (dotAll, lines);
        if (!text.Takes('?'))
            Capture(null);
        else if (text.Takes('<'))
            Capture(text.Name());
        else
            Modifiers();
        Disjunction();
        text.Must(')');
        regex.Append(')');
        (dotAll, lines) = (wasDotAll, wasLines);
    }

    private void Capture(string? name)
    {
        if (name is not null && groups.Contains(name))
            throw new FormatException();
        groups.Add(name);
        // .NET counts named groups after the others: each gets a name of its own.
        regex.Append(CultureInfo.InvariantCulture, $"(?<g{groups.Count}>");
    }

    private void Modifiers()
    {
        var (on, seen) = (true, "");
        var ignoreCase = (bool?)null;
        while (!text.Takes(':'))
        {
            if (on && text.Takes('-'))
            {
                on = false;
                continue;
            }
            var flag = (char)text.Next();
            if (!"ims".Contains(flag, StringComparison.Ordinal) || seen.Contains(flag, StringComparison.Ordinal))
                throw new FormatException();
            seen += flag;
            (ignoreCase, lines, dotAll) = (flag == 'i' ? on : ignoreCase, flag == 'm' ? on : lines, flag == 's' ? on : dotAll);
        }
        if (!on && seen.Length == 0)
            throw new FormatException();
        regex.Append(ignoreCase switch { null => "(?:", true => "(?i:", false => "(?-i:" });
    }

    private void Escape()
    {
        if (text.Takes("k<"))
            Reference(0, text.Name());
        else if (text.Peek is >= '1' and <= '9')
            Reference(text.Number(), null);
        else if (text.ClassEscape() is { } set)
            regex.Append(set.ToRegex());
        else
            regex.Append(CodePoints.Of(text.CharacterEscape(Syntax)).ToRegex());
    }

    private void Reference(int number, string? name)
    {
        references.Add((number, name));
        var index = name is null ? number : groups.IndexOf(name) + 1;
        // A group that has matched nothing yet stands for the empty text.
        if (index > 0 && index <= groups.Count)
            regex.Append(CultureInfo.InvariantCulture, $"(?(g{index})\\k<g{index}>)");
    }
}
