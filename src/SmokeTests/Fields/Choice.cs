using SmokeTests.Content;

namespace SmokeTests.Fields;

/// <summary>One of the choices of a list or a group of radio buttons; disabled is one that is not offered as well.</summary>
internal sealed record Choice(string Called, string Value, bool Disabled)
{
    private static readonly char[] Blanks = [' ', '\t', '\n', '\f', '\r'];

    public static readonly string[] YesAndNo = ["true", "false"];

    public static bool IsYes(string value) => value.ToUpperInvariant() is "TRUE" or "YES" or "ON";

    /// <summary>Whether a check box shall be checked: by yes, no or its own value; null where the value says neither.</summary>
    public static bool? Checks(string value, string? own) =>
        IsYes(value) || value == (own ?? "on") ? true : value.Trim().ToUpperInvariant() is "FALSE" or "NO" or "OFF" or "" ? false : null;

    /// <summary>A text with its white space folded, as HTML reads an option: what is sent, with other blanks as they are.</summary>
    public static string Folded(string text) => string.Join(' ', text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The number of the one that is meant: by what it is called before its value; what is disabled cannot be chosen.</summary>
    public static int Of(IReadOnlyList<Choice> choices, string wanted, out Refusal? refused)
    {
        var words = TidyText.OneLine(wanted);
        var open = choices.Where(c => !c.Disabled).ToArray();
        var chosen = open.FirstOrDefault(c => TidyText.OneLine(c.Called) == words) ?? open.FirstOrDefault(c => c.Value == wanted);
        refused = chosen is null ? Refusal.NoChoice(wanted, open.Select(c => TidyText.OneLine(c.Called))) : null;
        return chosen is null ? -1 : choices.ToList().FindIndex(c => ReferenceEquals(c, chosen));
    }
}
