namespace SmokeTests.Fields;

/// <summary>What a field's markup says of its value.</summary>
/// <param name="Type">Of an input, in lower case; <c>textarea</c> for such an element.</param>
internal sealed record FieldRules(string Type)
{
    private static readonly string[] Types =
    [
        "hidden", "text", "search", "tel", "url", "email", "password", "date", "month", "week", "time", "datetime-local", "number", "range",
        "color",
        "checkbox", "radio", "file", "submit", "image", "reset", "button",
    ];

    private static readonly string[] WithLength = ["textarea", "text", "search", "url", "tel", "email", "password"];

    public string? Min { get; init; }

    public string? Max { get; init; }

    public string? Step { get; init; }

    /// <summary>Its <c>value</c> attribute, from which steps are counted where there is no <c>min</c>.</summary>
    public string? Default { get; init; }

    public bool Multiple { get; init; }

    public int? MaxLength { get; init; }

    public int? MinLength { get; init; }

    /// <summary>Null where the page says nothing, or nothing sensible.</summary>
    public Scale? Scale => Scale.Of(this);

    public bool HasLength => WithLength.Contains(Type);

    public bool IsText => HasLength && Type != "textarea";

    /// <summary>What a page says of an input's type, as browsers understand it: one that nobody knows is a text.</summary>
    public static string TypeOf(string? said) => said?.ToLowerInvariant() is { } type && Types.Contains(type) ? type : "text";

    /// <summary>A length as HTML reads it: the digits at the beginning; null for no such number.</summary>
    public static int? Length(string? said)
    {
        var text = said?.TrimStart(' ', '\t', '\n', '\f', '\r') ?? "";
        var digits = new string([.. text.TrimStart('+').TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out var length) ? length : null;
    }
}
