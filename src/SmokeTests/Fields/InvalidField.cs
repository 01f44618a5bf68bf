using SmokeTests.Content;
using SmokeTests.PageModel;

namespace SmokeTests.Fields;

/// <summary>The first field of a form whose value a browser does not let through.</summary>
/// <param name="Called">The field, as people call it.</param>
/// <param name="Broken">What its value breaks.</param>
/// <param name="Rules">What the page says of the field.</param>
/// <param name="Value">What stands in it.</param>
/// <param name="Pattern">Its <c>pattern</c>.</param>
/// <param name="Said">What the browser shows beside it, where there is a browser.</param>
internal sealed record InvalidField(string Called, Constraint Broken, FieldRules Rules, string Value, string? Pattern, string? Said = null)
{
    public Complaint Complaint => new(What, Expected, Actual);

    private string Name => TidyText.OneLine(Called);

    private string What => $"the form is not sent: \"{Name}\" {Problem}";

    private string Expected => $"a valid \"{Name}\"";

    private string Actual => Shown + (Said is { Length: > 0 } ? $"\nthe browser says: {Said}" : "");

    private string Shown => Rules.Type == "password" ? "what was entered" : Value.Length == 0 ? "nothing" : $"\"{Value}\"";

    private string Problem => Broken switch
    {
        Constraint.ValueMissing => "is required",
        Constraint.TypeMismatch => Rules.Type == "email" ? "is no e-mail address" : "is no address",
        Constraint.PatternMismatch => $"does not match its pattern {Pattern}",
        Constraint.TooLong => $"is longer than {Rules.MaxLength} characters",
        Constraint.TooShort => $"is shorter than {Rules.MinLength} characters",
        Constraint.RangeUnderflow => $"is below its minimum {Rules.Min}",
        Constraint.RangeOverflow => $"is above its maximum {Rules.Max}",
        Constraint.StepMismatch => $"is none of its steps (step {Rules.Step ?? "1"}, from {Rules.Min ?? Rules.Default ?? "0"})",
        _ => "is not valid",
    };
}
