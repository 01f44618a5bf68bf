using System.Text;

namespace SmokeTests.Documents.Styles;

/// <summary>
/// A selector, written so that AngleSharp's parser reads it as a browser does: pseudo-classes that it does not know or reads
/// otherwise, and lists that may hold what is not understood.
/// </summary>
/// <param name="Plain">For AngleSharp; what <see cref="SelectorPath"/> tells by itself (<c>:dir</c>) is always true there.</param>
/// <param name="Own">For <see cref="SelectorPath"/>.</param>
internal readonly record struct SelectorText(string Plain, string Own)
{
    /// <summary>A class that no element has.</summary>
    private const string Never = ".-smoke-never", Always = $":is(*,{Never})";

    /// <summary>True of nothing on a page that nobody has touched and no script has changed.</summary>
    private static readonly HashSet<string> OnlyLater = new(StringComparer.OrdinalIgnoreCase)
    {
        "popover-open", "modal", "fullscreen", "autofill", "user-valid", "user-invalid", "picture-in-picture", "has-slotted", "playing",
        "paused", "seeking", "buffering",
        "stalled", "muted", "volume-locked", "-webkit-autofill", "-webkit-full-screen", "-webkit-drag", "current", "past", "future",
        "active-view-transition", "xr-overlay",
    };

    /// <summary>Null for what no browser understands.</summary>
    public static SelectorText? Of(string selector)
    {
        if (selector.IndexOfAny([':', '[']) < 0)
            return new SelectorText(selector, selector);
        var (plain, own) = (new StringBuilder(selector.Length), new StringBuilder(selector.Length));
        for (var at = 0; at < selector.Length;)
        {
            var from = at;
            if (selector[at] == ':' && at + 1 < selector.Length && selector[at + 1] != ':')
            {
                if (Pseudo(selector, ref at) is not { } read)
                    return null;
                plain.Append(read.Plain);
                own.Append(read.Own);
                continue;
            }
            at = selector[at] switch
            {
                ':' => Compound.EndOfName(selector, at + 2),
                '\\' => Math.Min(at + 2, selector.Length),
                '[' => Math.Min(CssText.Close(selector, at) + 1, selector.Length),
                _ => at + 1,
            };
            if (selector[from] == '[' && selector.AsSpan(from, at - from).TrimEnd("] ").EndsWith(" s", StringComparison.OrdinalIgnoreCase))
                return null;
            plain.Append(selector, from, at - from);
            own.Append(selector, from, at - from);
        }
        return new SelectorText(plain.ToString(), own.ToString());
    }

    private static SelectorText? Pseudo(string selector, ref int at)
    {
        var from = at;
        at = Compound.EndOfName(selector, at + 1);
        var name = selector[(from + 1)..at].ToLowerInvariant();
        if (at >= selector.Length || selector[at] != '(')
            return Both(OnlyLater.Contains(name) ? Never : name == "open" ? ":where(details,dialog)[open]" : selector[from..at]);
        var close = CssText.Close(selector, at);
        var argument = selector[(at + 1)..Math.Min(close, selector.Length)].Trim();
        at = Math.Min(close + 1, selector.Length);
        return name switch
        {
            "dir" => argument.ToLowerInvariant() is "ltr" or "rtl" ? new SelectorText(Always, $":dir({argument.ToLowerInvariant()})")
            : Both(Never),
            "is" or "where" or "matches" or "-webkit-any" => Lists(name == "where" ? "where" : "is", argument, forgives: true),
            "not" or "has" => Lists(name, argument, forgives: false),
            "state" => Both(Never),
            _ => Both(selector[from..at]),
        };
    }

    /// <summary>What is not understood in <c>:is</c> is left out; in <c>:not</c> the whole selector is.</summary>
    private static SelectorText? Lists(string name, string selectors, bool forgives)
    {
        var read = new List<SelectorText>();
        foreach (var one in Selectors.List(selectors))
            if (Of(one) is { } known && (name == "has" || Selectors.IsKnown(known.Plain)))
                read.Add(known);
            else if (!forgives)
                return null;
        return read.Count == 0 ? Both($":{name}({Never})")
            : new SelectorText($":{name}({string.Join(',', read.Select(r => r.Plain))})",
            $":{name}({string.Join(',', read.Select(r => r.Own))})");
    }

    private static SelectorText Both(string text) => new(text, text);
}
