using System.Text.RegularExpressions;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>
/// The selectors of rules, by AngleSharp's parser; those of shadow trees' hosts and slots, which it does not know, besides.
/// </summary>
internal static partial class Selectors
{
    private static readonly CssSelectorParser Parser = new();

    /// <summary>A nested rule's selectors, written as those of a rule that is not nested.</summary>
    public static string Resolve(string selectors, string? parent)
    {
        if (parent is null)
            return selectors;
        var of = parent.Contains(',', StringComparison.Ordinal) ? $":is({parent})" : parent;
        return string.Join(", ", List(selectors).Select(s => s.Contains('&', StringComparison.Ordinal)
            ? s.StartsWith('&') ? of + s[1..].Replace("&", of, StringComparison.Ordinal)
            : s.Replace("&", $":is({of})", StringComparison.Ordinal)
            : $"{of} {s}"));
    }

    /// <summary>A rule for each selector; none at all where one of them is not understood, as in a browser.</summary>
    public static List<StyleRule> Rules(string selectors, IReadOnlyList<Declaration> declared, string layer)
    {
        var rules = new List<StyleRule>();
        foreach (var selector in List(selectors))
            if (One(selector, declared, layer) is { } rule)
            {
                if (!OfTouch().IsMatch(Brackets().Replace(selector, "")))
                    rules.Add(rule);
            }
            else if (!OfElement().IsMatch(selector) && !(selector.Contains("::", StringComparison.Ordinal) && IsOne(selector)))
                return [];
        return rules;
    }

    private static StyleRule? One(string text, IReadOnlyList<Declaration> declared, string layer)
    {
        if (text.StartsWith(":host", StringComparison.OrdinalIgnoreCase))
            return Host(text, declared, layer);
        if (Slotted().Match(text) is { Success: true } slotted)
            return Of(slotted.Groups["what"].Value) is { } what
                ? new StyleRule("", what.Matches, what.Specificity, layer, declared, Subject.Slotted) : null;
        return !text.Contains("::", StringComparison.Ordinal) && Of(text) is { } selector
            ? new StyleRule(Key(text), selector.Matches, selector.Specificity, layer, declared, Subject.Element) : null;
    }

    private static StyleRule? Host(string text, IReadOnlyList<Declaration> declared, string layer)
    {
        var end = text.Length > 5 && text[5] == '(' ? CssText.Close(text, 5) + 1 : 5;
        if (Of(end > 5 ? text[6..(end - 1)] : "*") is not { } host)
            return null;
        var rest = text[end..].TrimStart(' ', '>');
        if (rest.Length == 0)
            return new StyleRule("", host.Matches, host.Specificity, layer, declared, Subject.Host);
        return Of(rest) is { } inner
            ? new StyleRule(Key(rest), e => inner.Matches(e) && e.GetRoot() is IShadowRoot { Host: { } of } && host.Matches(of),
                inner.Specificity, layer, declared, Subject.Element)
            : null;
    }

    private static Selector? Of(string text)
    {
        try
        {
            if (SelectorText.Of(text) is not { } written || Parser.ParseSelector(written.Plain) is not { } whole)
                return null;
            var path = SelectorPath.Of(written.Own);
            return path is null && written.Own != written.Plain ? null : new Selector(whole, path);
        }
        catch (DomException)
        {
            return null;
        }
    }

    /// <summary>Whether AngleSharp's parser understands it.</summary>
    public static bool IsKnown(string selector)
    {
        try
        {
            return selector.Length > 0 && Parser.ParseSelector(selector) is not null;
        }
        catch (DomException)
        {
            return false;
        }
    }

    /// <summary>Whether a browser understands it, as one selector.</summary>
    public static bool IsOne(string selector)
    {
        var element = selector.IndexOf("::", StringComparison.Ordinal);
        return element < 0 ? List(selector).Count() == 1 && Of(selector) is not null
            : KnownElement().IsMatch(selector[element..]) && (element == 0 || selector[element - 1] is ' ' or '>' or '+' or '~'
            || Of(selector[..element]) is not null);
    }

    public static IEnumerable<string> List(string selectors)
    {
        for (var at = 0; at <= selectors.Length;)
        {
            var end = CssText.Find(selectors, at, ",");
            yield return selectors[at..end].Trim();
            at = end + 1;
        }
    }

    /// <summary>What the selected element itself must have.</summary>
    private static string Key(string selector)
    {
        var from = 0;
        for (var at = CssText.Find(selector, 0, " >+~\t\n"); at < selector.Length; at = CssText.Find(selector, at + 1, " >+~\t\n"))
            from = at + 1;
        var own = Brackets().Replace(selector[from..], "");
        if (own.Contains('\\', StringComparison.Ordinal))
            own = Escaped().Replace(own, m => char.IsAsciiHexDigit(m.Value[1]) ? "\0" : m.Value);
        var key = Id().Match(own) is { Success: true } id ? id : Class().Match(own) is { Success: true } named ? named
            : Tag().Match(own.ToLowerInvariant());
        return key.Value.Contains('\0', StringComparison.Ordinal) ? "" : key.Value.Replace("\\", "", StringComparison.Ordinal);
    }

    /// <summary>Valid in a browser, and true of no element but of a part of one, or of one that nobody has touched.</summary>
    [GeneratedRegex("(?<!:):(?:-webkit-|(?:before|after|first-letter|first-line)$)")]
    private static partial Regex OfElement();

    [GeneratedRegex(@"^::(?:-webkit-[-\w]+|before|after|first-letter|first-line|selection|marker|placeholder|backdrop|"
        + "file-selector-button|slotted|part|cue|"
        + "target-text|spelling-error|grammar-error|highlight|details-content|view-transition[-\\w]*)(?:\\(.*\\))?$",
        RegexOptions.IgnoreCase)]
    private static partial Regex KnownElement();

    /// <summary>Selects what is pointed at, pressed or was visited: nothing, on a page that nobody has touched.</summary>
    [GeneratedRegex(@"(?<!\\):(?:hover|active|visited)(?![-\w])", RegexOptions.IgnoreCase)]
    private static partial Regex OfTouch();

    [GeneratedRegex(@"^(?:\*|slot)?::slotted\((?<what>[^()]+(?:\([^()]*\))?)\)$", RegexOptions.IgnoreCase)]
    private static partial Regex Slotted();

    [GeneratedRegex(@"\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\)")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\\.", RegexOptions.Singleline)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"#(?:\\.|[-\w\0\u0080-\uffff])+")]
    private static partial Regex Id();

    [GeneratedRegex(@"\.(?:\\.|[-\w\0\u0080-\uffff])+")]
    private static partial Regex Class();

    [GeneratedRegex(@"^[a-zA-Z][-\w\u0080-\uffff]*")]
    private static partial Regex Tag();
}
