using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Fields;

/// <summary>The numbers that stand for the values of a field with <c>min</c>, <c>max</c> and <c>step</c>: a date's milliseconds.</summary>
internal sealed partial record Scale(Func<string, decimal?> Read, decimal? Min, decimal? Max, decimal? Step, decimal Base,
    bool Turns = false)
{
    /// <summary>A step of any length; those of days, weeks and months are whole ones.</summary>
    private const decimal Any = 0;

    private const decimal Day = 86_400_000;

    /// <summary>Weeks begin on Mondays; the epoch was a Thursday.</summary>
    private const decimal FirstMonday = -259_200_000;

    /// <summary>What is closer than this part of a step counts as on it: 32-bit numbers tell no better.</summary>
    private const decimal Tolerance = 1m / (1 << 24);

    public static Scale? Of(FieldRules rules) => rules.Type switch
    {
        "number" => Of(rules, Number, 1, Any, 0),
        "range" => Range(rules),
        "date" => Of(rules, Dates.Day, Day, Day, 0),
        "week" => Of(rules, Dates.Week, 7 * Day, 7 * Day, FirstMonday),
        "month" => Of(rules, Dates.Month, 1, 1, 0),
        "time" => Of(rules, Dates.Time, 60_000, 1_000, 0) with { Turns = true },
        "datetime-local" => Of(rules, Dates.Local, 60_000, 1_000, 0),
        _ => null,
    };

    /// <summary>A number as HTML writes it; null for none, and for one that is too large to count with.</summary>
    public static decimal? Number(string text)
    {
        if (!IsNumber(text))
            return null;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>HTML's valid floating-point number: neither <c>1,5</c> nor <c>+1</c> nor <c>1.</c> is one.</summary>
    public static bool IsNumber(string text)
    {
        return NumberForm().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= float.MaxValue;
    }

    public bool IsUnder(decimal value) => Reversed ? value < Min && value > Max : value < Min;

    public bool IsOver(decimal value) => Reversed ? value > Max && value < Min : value > Max;

    public bool IsOff(decimal value)
    {
        if (Step is not { } step)
            return false;
        var rest = Math.Abs((value - Base) % step);
        return rest > step * Tolerance && rest < step - step * Tolerance;
    }

    /// <summary>The nearest value that a slider can have.</summary>
    public decimal Nearest(decimal value)
    {
        var (min, max) = (Min ?? 0, Max ?? 100);
        var within = Math.Clamp(value, min, max);
        if (Step is not { } step)
            return within;
        var rounded = Base + Math.Round((within - Base) / step, MidpointRounding.AwayFromZero) * step;
        var clamped = rounded > max ? rounded - step : rounded < min ? rounded + step : rounded;
        return clamped < min || clamped > max ? within : clamped;
    }

    /// <summary>Times go round the clock: from 22:00 to 06:00.</summary>
    private bool Reversed => Turns && Min > Max;

    private static Scale Of(FieldRules rules, Func<string, decimal?> read, decimal step, decimal unit, decimal origin)
    {
        var min = rules.Min is { } least ? read(least) : null;
        var from = min ?? (rules.Default is { } value ? read(value) : null) ?? origin;
        return new Scale(read, min, rules.Max is { } most ? read(most) : null, StepOf(rules.Step, step, unit), from);
    }

    private static Scale Range(FieldRules rules)
    {
        var scale = Of(rules, Number, 1, Any, 0);
        var min = scale.Min ?? 0;
        return scale with { Min = min, Max = Math.Max(min, scale.Max ?? 100) };
    }

    private static decimal? StepOf(string? said, decimal otherwise, decimal unit)
    {
        if (string.Equals(said, "any", StringComparison.OrdinalIgnoreCase))
            return null;
        if (said is null || Number(said) is not { } step || step <= 0)
            return otherwise;
        return unit switch { 1_000 => Math.Max(1, Math.Round(step * unit)), Any => step, _ => Math.Max(1, Math.Round(step)) * unit };
    }

    [GeneratedRegex(@"\A-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\z")]
    private static partial Regex NumberForm();
}
