using System.Text.RegularExpressions;

namespace SmokeTests.Monitoring.Checks;

/// <summary>Reads the text of a <see cref="CheckSelector"/>: "or" binds less than "and", "and" less than "not".</summary>
internal sealed partial class SelectorParser(string text)
{
    private const int Deepest = 50;
    private const string Quoted = "Put a name that has it in quotes";

    private static readonly string Keys = string.Join(", ", Enum.GetNames<SelectorKey>().Select(k => k.ToLowerInvariant()));

    private int at;
    private int depth;

    /// <summary>Whether a text means itself without quotes, wherever it stands.</summary>
    public static bool IsBare(string text) => Harmless().IsMatch(text) && !Joining().IsMatch(text);

    /// <summary>Null for the empty text.</summary>
    public SelectorTerm? Read()
    {
        if (text.Length > CheckSelector.Longest)
            throw new SelectorException($"A selector has at most {CheckSelector.Longest} characters", text[..40] + "…", 40, 1);
        SkipBlanks();
        if (at == text.Length)
            return null;
        var all = ReadAny();
        return at == text.Length ? all
            : throw Wrong(text[at] == ')' ? $"This parenthesis closes none. {Quoted}" : "Here \"and\" or \"or\" is missing");
    }

    private SelectorTerm ReadAny() => Joined(ReadAll, "or", terms => new AnyTerm(terms));

    private SelectorTerm ReadAll() => Joined(ReadOne, "and", terms => new AllTerm(terms));

    private SelectorTerm Joined(Func<SelectorTerm> read, string word, Func<IReadOnlyList<SelectorTerm>, SelectorTerm> join)
    {
        var terms = new List<SelectorTerm> { read() };
        while (Took(word))
            terms.Add(read());
        return terms is [var one] ? one : join(terms);
    }

    private SelectorTerm ReadOne()
    {
        if (++depth > Deepest)
            throw Wrong($"More than {Deepest} parentheses and \"not\" stand in one another");
        var began = at;
        var term = Took("not") ? new NotTerm(ReadOne()) : At('(') ? ReadGroup(began) : ReadKey();
        depth--;
        SkipBlanks();
        return term;
    }

    private SelectorTerm ReadGroup(int opened)
    {
        at++;
        SkipBlanks();
        var inner = ReadAny();
        if (!At(')'))
            throw at == text.Length ? Wrong($"This parenthesis is not closed. {Quoted}", opened)
                : Wrong("Here \"and\" or \"or\" is missing");
        at++;
        return inner;
    }

    private SelectorTerm ReadKey()
    {
        var key = KeyAt().Match(text, at, text.Length - at);
        if (!key.Success)
            return new KeyTerm(SelectorKey.Name, ReadText("A part of a name", isName: true));
        var name = key.Groups["name"];
        if (!Enum.TryParse<SelectorKey>(name.Value, ignoreCase: true, out var known))
            throw Wrong($"\"{name.Value}\" is none of the keys {Keys}. {Quoted}", name.Index, name.Length);
        at += key.Length;
        var term = new KeyTerm(known, ReadText($"A value for {name.Value}", isName: false));
        return key.Groups["not"].Success ? new NotTerm(term) : term;
    }

    private TextPattern ReadText(string what, bool isName)
    {
        SkipBlanks();
        var began = at;
        var pattern = (At('"') || At('\'') ? ReadQuoted() : null) ?? TextPattern.Read(ReadBare(isName), quoted: false);
        return !pattern.IsEmpty ? pattern : throw Wrong($"{what} is missing", began, at - began);
    }

    /// <summary>Null where the quotes are a part of a name, as in <c>"emma"@production</c>.</summary>
    private TextPattern? ReadQuoted()
    {
        var (quote, opened) = (text[at], at);
        for (at++; at < text.Length && text[at] != quote; at++)
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
        if (at >= text.Length)
            throw Wrong("This quote is not closed", opened);
        at++;
        if (at == text.Length || char.IsWhiteSpace(text[at]) || text[at] == ')')
            return TextPattern.Read(text.AsSpan(opened + 1, at - opened - 2), quoted: true);
        at = opened;
        return null;
    }

    /// <summary>
    /// Up to the next "and" or "or", or to a parenthesis that closes. Those of a name belong to it, as in
    /// <c>Finds_a_book(word: "dune")</c>, and so does its first word where it has no key, as in <c>And cannot pay</c>.
    /// </summary>
    private ReadOnlySpan<char> ReadBare(bool isName)
    {
        var began = at;
        while (at < text.Length && text[at] != ')' && !((at > began || !isName) && IsWordAt(at) && (Is("and", at) || Is("or", at))))
            at = text[at] == '(' && Closing(at) is { } closing ? closing + 1 : at + 1;
        return text.AsSpan(began, at - began).TrimEnd();
    }

    /// <summary>The parenthesis that closes another one; null where there is none.</summary>
    private int? Closing(int opened)
    {
        var (open, isQuoted) = (0, false);
        for (var here = opened; here < text.Length; here++)
            if (text[here] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && text[here] == '(')
                open++;
            else if (!isQuoted && text[here] == ')' && --open == 0)
                return here;
        return null;
    }

    private bool Took(string word)
    {
        if (!Is(word, at))
            return false;
        var began = at;
        at += word.Length;
        SkipBlanks();
        return at < text.Length ? true : throw Wrong($"Something has to follow \"{word}\". {Quoted}", began, word.Length);
    }

    /// <summary>Whether a word of the language stands there, as a word.</summary>
    private bool Is(string word, int here) => string.Compare(text, here, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (here + word.Length == text.Length || char.IsWhiteSpace(text[here + word.Length]) || text[here + word.Length] == '(');

    private bool IsWordAt(int here) => here == 0 || char.IsWhiteSpace(text[here - 1]) || text[here - 1] is ')' or '"' or '\'';

    private bool At(char wanted) => at < text.Length && text[at] == wanted;

    private void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private SelectorException Wrong(string why, int? where = null, int length = 1) => new(why, text, where ?? at, length);

    [GeneratedRegex(@"\G(?<name>[A-Za-z]+)\s*(?:(?<not>!)=|=)")]
    private static partial Regex KeyAt();

    [GeneratedRegex(@"^[\w.:@~,+-]+( [\w.:@~,+-]+)*$")]
    private static partial Regex Harmless();

    [GeneratedRegex(@"(^|\s)(and|or|not)(\s|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Joining();
}
