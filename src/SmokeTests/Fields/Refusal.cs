namespace SmokeTests.Fields;

/// <summary>Why a field did not take a value, as the end of a sentence that begins with the field's name.</summary>
internal sealed record Refusal(string Problem, string Expected, string Actual)
{
    /// <summary>One of the choices of a list or a group.</summary>
    public static Refusal NoChoice(string value, IEnumerable<string> choices) =>
        new($"has no choice \"{value}\"", $"\"{value}\" among the choices", string.Join(", ", choices.Select(n => $"\"{n}\"")));

    /// <summary>A value that such a field cannot have.</summary>
    public static Refusal Of(FieldRules field, string value, string takes)
    {
        var shown = field.Type == "password" ? "what was entered" : $"\"{value}\"";
        return new($"does not take {shown}", takes, shown);
    }
}
