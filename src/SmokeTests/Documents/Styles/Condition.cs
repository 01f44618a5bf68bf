namespace SmokeTests.Documents.Styles;

/// <summary>A condition of <c>@media</c> or <c>@supports</c>: terms in brackets with <c>not</c>, joined by <c>and</c> or by
/// <c>or</c>.</summary>
/// <param name="feature">What stands in brackets; null where nobody knows.</param>
/// <param name="function">The same of a function with that name; by default nobody knows.</param>
internal sealed class Condition(string text, Func<string, bool?> feature, Func<string, string, bool?>? function = null)
{
    private int at;

    /// <summary>Whether it is true; null where nobody knows.</summary>
    /// <param name="isValid">Whether it can be read at all.</param>
    public bool? Value(out bool isValid)
    {
        at = 0;
        isValid = true;
        var value = Word("not") ? !InBrackets(ref isValid) : Joined(ref isValid);
        SkipSpace();
        isValid &= at >= text.Length;
        return value;
    }

    private bool? Joined(ref bool isValid)
    {
        var value = InBrackets(ref isValid);
        for (string? join = null; isValid && (join is null or "and" && Word("and") || join is null or "or" && Word("or"));)
        {
            join ??= text[at - 2] is 'd' or 'D' ? "and" : "or";
            var next = InBrackets(ref isValid);
            value = join == "and" ? value & next : value | next;
        }
        return value;
    }

    /// <summary>A word with space behind it: with a bracket right behind it, it is a function.</summary>
    private bool Word(string word)
    {
        SkipSpace();
        if (at + word.Length >= text.Length || !text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase)
            || !char.IsWhiteSpace(text[at + word.Length]))
            return false;
        at += word.Length + 1;
        return true;
    }

    private bool? InBrackets(ref bool isValid)
    {
        SkipSpace();
        var from = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '_'))
            at++;
        if (at >= text.Length || text[at] != '(')
        {
            isValid = false;
            return null;
        }
        var (name, open) = (text[from..at].ToLowerInvariant(), at);
        var close = CssText.Close(text, open);
        var inner = text[(open + 1)..(text[close] == ')' ? close : close + 1)].Trim();
        at = close + 1;
        if (name.Length > 0)
            return function?.Invoke(name, inner);
        return IsCondition(inner) && new Condition(inner, feature, function).Value(out var nested) is var value && nested ? value
            : feature(inner);
    }

    private static bool IsCondition(string inner)
    {
        var end = 0;
        while (end < inner.Length && (char.IsAsciiLetter(inner[end]) || inner[end] == '-'))
            end++;
        return end < inner.Length && (inner[end] == '(' || char.IsWhiteSpace(inner[end])
            && inner.AsSpan(0, end).Equals("not", StringComparison.OrdinalIgnoreCase));
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
