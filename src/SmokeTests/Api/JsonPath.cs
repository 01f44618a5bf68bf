using System.Globalization;
using System.Text;

namespace SmokeTests.Api;

/// <summary>
/// The way to one value of a JSON answer: <c>items[0].price</c>, <c>versions['1.0.0'].description</c>. A name, then any
/// number of <c>.name</c>, <c>['name']</c>, <c>["name"]</c> and <c>[number]</c>; a negative number counts from the end.
/// </summary>
internal sealed class JsonPath
{
    private readonly string text;
    private readonly List<Part> parts = [];
    private int at;

    private JsonPath(string text) => this.text = text;

    public IReadOnlyList<Part> Parts => parts;

    /// <exception cref="CheckBrokenException">It is no such path; the message points at the place.</exception>
    public static JsonPath Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var read = new JsonPath(path);
        read.Read();
        // No JSON can name half a character.
        if (read.parts.FirstOrDefault(part => part.Name is { } name && !IsWhole(name)) is { } half)
        {
            read.at = Math.Max(0, half.Here.Length - 1);
            throw read.Wrong("here stands half of a surrogate pair");
        }
        return read;
    }

    private static bool IsWhole(string name)
    {
        for (var rest = name.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[used..];
        }
        return true;
    }

    private void Read()
    {
        while (at < text.Length)
            if (text[at] == '[')
                Bracket();
            else if (at == 0)
                Name();
            else if (text[at] == '.')
            {
                at++;
                Name();
            }
            else
                throw Wrong("here stands \".\" or \"[\"");
    }

    private void Name()
    {
        var begin = at;
        while (at < text.Length && text[at] is not ('.' or '[' or ']'))
            at++;
        if (at == begin)
            throw Wrong("here a name is missing");
        if (text[begin] is '\'' or '"')
        {
            at = begin;
            throw Wrong("a name in quotes stands in brackets: ['…']");
        }
        parts.Add(new Part(text[begin..at], null, text[..at]));
    }

    private void Bracket()
    {
        at++;
        Space();
        string? name = null;
        int? index = null;
        if (at < text.Length && text[at] is '\'' or '"')
            name = Quoted();
        else
            index = Number();
        Space();
        if (at == text.Length || text[at] != ']')
            throw Wrong("here stands \"]\"");
        at++;
        parts.Add(new Part(name, index, text[..at]));
    }

    private int Number()
    {
        var begin = at;
        if (at < text.Length && text[at] == '-')
            at++;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (int.TryParse(text.AsSpan(begin, at - begin), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        at = begin;
        throw Wrong("here stands a number such as 0 or -1, or a name in quotes; a path leads to one value");
    }

    private string Quoted()
    {
        var (begin, quote) = (at, text[at++]);
        var name = new StringBuilder();
        while (at < text.Length && text[at] != quote)
            name.Append(text[at] == '\\' ? Escaped() : text[at++]);
        if (at == text.Length)
        {
            at = begin;
            throw Wrong("this quote has no end");
        }
        at++;
        return name.ToString();
    }

    /// <summary>The escapes of JSON, and both quotes.</summary>
    private char Escaped()
    {
        var begin = at;
        var sign = at + 1 < text.Length ? text[at + 1] : ' ';
        at += 2;
        switch (sign)
        {
            case '\\' or '\'' or '"' or '/':
                return sign;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
        }
        at = begin;
        throw Wrong(@"this is no escape: there are \\ \' \"" \/ \b \f \n \r \t and \u with four digits");
    }

    private void Space()
    {
        while (at < text.Length && text[at] == ' ')
            at++;
    }

    private CheckBrokenException Wrong(string what) =>
        new($"This is no path to a value: {what} (character {at + 1}).\n  {text.Replace('\n', ' ').Replace('\r', ' ')}\n "
            + $" {new string(' ', at)}^");

    /// <summary>One step on the way.</summary>
    /// <param name="Name">A member's name; null for a number.</param>
    /// <param name="Index">A number in an array.</param>
    /// <param name="Here">The path up to and with this step.</param>
    internal sealed record Part(string? Name, int? Index, string Here);
}
