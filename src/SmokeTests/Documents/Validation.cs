using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Fields;
using SmokeTests.Fields.Patterns;

namespace SmokeTests.Documents;

/// <summary>HTML's constraint validation: the fields that keep a browser from sending a form.</summary>
internal static class Validation
{
    private static readonly string[] NeverEmpty = ["hidden", "range", "color", "submit", "image", "reset", "button"];
    private static readonly string[] WithoutChecks = ["hidden", "reset", "button"];
    private static readonly string[] WithPattern = ["text", "search", "url", "tel", "email", "password"];

    /// <summary>The first field that is not valid; null where the form would be sent.</summary>
    public static InvalidField? First(IHtmlFormElement form, IElement? submitter)
    {
        if (form.HasAttribute("novalidate") || submitter?.HasAttribute("formnovalidate") == true)
            return null;
        foreach (var field in Forms.FieldsOf(form))
            if (IsChecked(field) && Broken(field) is { } broken)
                return Invalid(field, broken);
        return null;
    }

    private static InvalidField Invalid(IElement field, Constraint broken) =>
        new(Elements.Called(field), broken, Controls.RulesOf(field), Controls.ValueOf(field), field.GetAttribute("pattern"));

    private static bool IsChecked(IElement field) => field is IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement
        && !Elements.IsDisabled(field) && field.Closest("datalist") is null
        && (field is IHtmlSelectElement || !field.HasAttribute("readonly"))
        && (field is not IHtmlInputElement input || !WithoutChecks.Contains(Controls.TypeOf(input)));

    private static Constraint? Broken(IElement field)
    {
        if (IsMissing(field))
            return Constraint.ValueMissing;
        var value = Controls.ValueOf(field);
        if (value.Length == 0 || field is IHtmlSelectElement)
            return null;
        var rules = Controls.RulesOf(field);
        if (rules.Type == "email" && !Emails.Are(value, rules.Multiple) || rules.Type == "url" && !WebAddress.IsOne(value))
            return Constraint.TypeMismatch;
        if (WithPattern.Contains(rules.Type) && field.GetAttribute("pattern") is { Length: > 0 } pattern && !Fits(pattern, rules, value))
            return Constraint.PatternMismatch;
        if (rules.HasLength && Controls.IsEdited(field) && value.Length < rules.MinLength)
            return Constraint.TooShort;
        return rules.Scale is { } scale && rules.Type != "range" && scale.Read(value) is { } number ? Broken(scale, number) : null;
    }

    private static Constraint? Broken(Scale scale, decimal number) =>
        scale.IsUnder(number) ? Constraint.RangeUnderflow
        : scale.IsOver(number) ? Constraint.RangeOverflow
        : scale.IsOff(number) ? Constraint.StepMismatch
        : null;

    private static bool Fits(string pattern, FieldRules rules, string value) =>
        (rules is { Type: "email", Multiple: true } ? value.Split(',') : [value]).All(one => EcmaPattern.Fits(pattern, one));

    private static bool IsMissing(IElement field)
    {
        if (field is IHtmlInputElement radio && Controls.TypeOf(radio) == "radio")
            return IsMissing(radio);
        if (!field.HasAttribute("required"))
            return false;
        return field switch
        {
            IHtmlSelectElement list => IsMissing(list),
            IHtmlInputElement box when Controls.TypeOf(box) == "checkbox" => !Controls.IsChecked(box),
            IHtmlInputElement file when Controls.TypeOf(file) == "file" => file.Files is not { Length: > 0 },
            IHtmlInputElement input => !NeverEmpty.Contains(Controls.TypeOf(input)) && Controls.ValueOf(input).Length == 0,
            _ => Controls.ValueOf(field).Length == 0,
        };
    }

    /// <summary>Where one button of a group is required, any of them has to be chosen. One without a name is in no group.</summary>
    private static bool IsMissing(IHtmlInputElement radio)
    {
        if (string.IsNullOrEmpty(radio.GetAttribute("name")))
            return false;
        var group = Controls.Group(radio).ToArray();
        return group.Any(r => r.HasAttribute("required")) && !group.Any(r => r.IsChecked);
    }

    /// <summary>A first option without a value is no choice, but asks for one.</summary>
    private static bool IsMissing(IHtmlSelectElement list)
    {
        var selected = Controls.Selected(list);
        return selected.Count == 0 || Controls.IsOneLine(list) && IsQuestion(list, selected[0]);
    }

    private static bool IsQuestion(IHtmlSelectElement list, IHtmlOptionElement option) =>
        option == Controls.OptionsOf(list)[0] && option.ParentElement == list && Controls.ValueOf(option).Length == 0;
}
