using System.Globalization;

namespace SmokeTests.Fields;

/// <summary>What becomes of a value in a field: HTML's value sanitization, and what a person can enter at all.</summary>
internal static class FieldValue
{
    private static readonly char[] Blanks = [' ', '\t', '\n', '\f', '\r'];

    /// <summary>The value that a field has, whose markup or visitor gave it this one.</summary>
    public static string Sanitize(FieldRules field, string value) => field.Type switch
    {
        "text" or "search" or "tel" or "password" => OneLine(value),
        "url" => OneLine(value).Trim(Blanks),
        "email" => string.Join(',', Addresses(field, OneLine(value)).Select(one => Emails.ToAscii(one.Trim(Blanks)))),
        "number" => Scale.IsNumber(value) ? value : "",
        "range" => Slider(field, value),
        "color" => Colour.Of(value) ?? "#000000",
        "datetime-local" => Dates.Normalized(value),
        "date" or "month" or "week" or "time" => field.Scale!.Read(value) is null ? "" : value,
        "textarea" => value.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'),
        _ => value,
    };

    /// <summary>What the field holds once a visitor has entered the value; or what it takes instead.</summary>
    public static (string Value, Refusal? Refused) Enter(FieldRules field, string value)
    {
        var wanted = field.Type is "text" or "search" or "tel" or "password" or "textarea" ? value : value.Trim(Blanks);
        var taken = Sanitize(field, wanted);
        var refused = field.Type switch
        {
            "number" when taken.Length == 0 && wanted.Length > 0 => "a number, such as 1.5",
            "date" when taken.Length == 0 && wanted.Length > 0 => "a date, such as 2026-01-31",
            "month" when taken.Length == 0 && wanted.Length > 0 => "a month, such as 2026-01",
            "week" when taken.Length == 0 && wanted.Length > 0 => "a week, such as 2026-W05",
            "time" when taken.Length == 0 && wanted.Length > 0 => "a time, such as 09:30",
            "datetime-local" when taken.Length == 0 && wanted.Length > 0 => "a date and time, such as 2026-01-31T09:30",
            "color" when Colour.Of(wanted) is null => "a colour, such as #ff8800",
            "range" when Scale.Number(wanted) is not { } number || number != Scale.Number(taken) => Between(field.Scale!),
            _ => null,
        };
        if (refused is not null)
            return (taken, Refusal.Of(field, value, refused));
        return (field.HasLength && field.MaxLength is { } most && taken.Length > most ? Cut(taken, most) : taken, null);
    }

    /// <summary>A character that takes two places is not cut through.</summary>
    private static string Cut(string text, int most) => text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string[] Addresses(FieldRules field, string value) => field.Multiple ? value.Split(',') : [value];

    private static string OneLine(string value) =>
        value.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);

    private static string Slider(FieldRules field, string value)
    {
        var scale = field.Scale!;
        return Write(scale.Nearest(Scale.Number(value) ?? (scale.Min!.Value + scale.Max!.Value) / 2));
    }

    private static string Between(Scale scale) => $"a number from {Write(scale.Min!.Value)} to {Write(scale.Max!.Value)}"
        + (scale.Step is { } step ? $" in steps of {Write(step)}" : "");

    private static string Write(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
