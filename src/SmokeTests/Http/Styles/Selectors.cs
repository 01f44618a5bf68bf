using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;

namespace SmokeTests.Http.Styles;

/// <summary>The selectors of rules, by AngleSharp's parser; those of shadow trees' hosts and slots, which it does not know, besides.</summary>
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
            ? s.StartsWith('&') ? of + s[1..].Replace("&", of, StringComparison.Ordinal) : s.Replace("&", $":is({of})", StringComparison.Ordinal)
            : $"{of} {s}"));
    }

    /// <summary>A rule for each selector; none at all where one of them is not understood, as in a browser.</summary>
    public static List<StyleRule> Rules(string selectors, IReadOnlyList<Declaration> declared, int layer)
    {
        var rules = new List<StyleRule>();
        foreach (var selector in List(selectors))
            if (One(selector, declared, layer) is { } rule)
            {
                if (!OfTouch().IsMatch(Brackets().Replace(selector, "")))
                    rules.Add(rule);
            }
            else if (!OnlyLater().IsMatch(selector))
                return [];
        return rules;
    }

    private static StyleRule? One(string text, IReadOnlyList<Declaration> declared, int layer)
    {
        if (text.StartsWith(":host", StringComparison.OrdinalIgnoreCase))
            return Host(text, declared, layer);
        if (Slotted().Match(text) is { Success: true } slotted)
            return Of(slotted.Groups["what"].Value) is { } what
                ? new StyleRule("", what.Matches, what.Specificity, layer, declared, Subject.Slotted) : null;
        return !text.Contains("::", StringComparison.Ordinal) && Of(text) is { } selector
            ? new StyleRule(Key(text), selector.Matches, selector.Specificity, layer, declared, Subject.Element) : null;
    }

    private static StyleRule? Host(string text, IReadOnlyList<Declaration> declared, int layer)
    {
        var end = text.Length > 5 && text[5] == '(' ? CssText.Close(text, 5) + 1 : 5;
        if (Of(end > 5 ? text[6..(end - 1)] : "*") is not { } host)
            return null;
        var rest = text[end..].TrimStart(' ', '>');
        if (rest.Length == 0)
            return new StyleRule("", host.Matches, host.Specificity, layer, declared, Subject.Host);
        return Of(rest) is { } inner
            ? new StyleRule(Key(rest), e => inner.Matches(e) && e.GetRoot() is IShadowRoot { Host: { } of } && host.Matches(of), inner.Specificity, layer, declared, Subject.Element)
            : null;
    }

    private static Selector? Of(string text)
    {
        try
        {
            return Parser.ParseSelector(text) is { } whole ? new Selector(whole, SelectorPath.Of(text)) : null;
        }
        catch (DomException)
        {
            return null;
        }
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
        var key = Id().Match(own) is { Success: true } id ? id : Class().Match(own) is { Success: true } named ? named : Tag().Match(own.ToLowerInvariant());
        return key.Value.Contains('\0', StringComparison.Ordinal) ? "" : key.Value.Replace("\\", "", StringComparison.Ordinal);
    }

    /// <summary>Valid in a browser, and true of nothing on a page that nobody has touched, or of no element.</summary>
    [GeneratedRegex("::|:(popover-open|open|modal|fullscreen|autofill|user-(in)?valid|picture-in-picture|state|has-slotted|playing|paused|seeking|-webkit-)|:(before|after|first-letter|first-line)$")]
    private static partial Regex OnlyLater();

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
