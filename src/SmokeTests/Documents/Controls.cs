using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Fields;

namespace SmokeTests.Documents;

/// <summary>What the controls of a form hold, by HTML's rules: values, what is checked, what is selected.</summary>
internal static class Controls
{
    private static readonly ConditionalWeakTable<IElement, object> Edited = [];

    public static string TypeOf(IHtmlInputElement input) => FieldRules.TypeOf(input.GetAttribute("type"));

    public static FieldRules RulesOf(IElement field) => new(field is IHtmlInputElement input ? TypeOf(input) : field.LocalName)
    {
        Min = field.GetAttribute("min"),
        Max = field.GetAttribute("max"),
        Step = field.GetAttribute("step"),
        Default = field.GetAttribute("value"),
        Multiple = field.HasAttribute("multiple"),
        MaxLength = FieldRules.Length(field.GetAttribute("maxlength")),
        MinLength = FieldRules.Length(field.GetAttribute("minlength")),
    };

    public static string ValueOf(IElement field) => FieldValue.Sanitize(RulesOf(field), field switch
    {
        IHtmlInputElement input => input.Value ?? "",
        IHtmlTextAreaElement area => area.Value ?? "",
        _ => "",
    });

    /// <summary>Whether a visitor has put the value there: only then its length matters.</summary>
    public static bool IsEdited(IElement field) => Edited.TryGetValue(field, out _);

    public static void Enter(IElement field, string value)
    {
        if (field is IHtmlInputElement input)
            input.Value = value;
        else if (field is IHtmlTextAreaElement area)
            area.Value = value;
        Edited.AddOrUpdate(field, field);
    }

    /// <summary>Of the radio buttons of a group one alone is checked: the last that says so.</summary>
    public static bool IsChecked(IHtmlInputElement box) => box.IsChecked
        && (TypeOf(box) != "radio" || Group(box).LastOrDefault(other => other.IsChecked) is not { } last || last == box);

    /// <summary>The radio buttons of the same name and form; a nameless one is alone.</summary>
    public static IEnumerable<IHtmlInputElement> Group(IHtmlInputElement radio)
    {
        var name = radio.GetAttribute("name");
        return string.IsNullOrEmpty(name) ? [radio] : radio.Owner!.QuerySelectorAll("input").OfType<IHtmlInputElement>()
            .Where(r => TypeOf(r) == "radio" && r.GetAttribute("name") == name && Elements.FormOf(r) == Elements.FormOf(radio));
    }

    public static IReadOnlyList<IHtmlOptionElement> OptionsOf(IHtmlSelectElement list) =>
        [.. list.QuerySelectorAll("option").OfType<IHtmlOptionElement>()];

    public static bool IsDisabled(IHtmlOptionElement option) => option.HasAttribute("disabled")
        || option.ParentElement is { LocalName: "optgroup" } group && group.HasAttribute("disabled");

    /// <summary>Whether a browser offers it in its list: what is hidden, or stands in a hidden group, is left out.</summary>
    public static bool IsOffered(IHtmlOptionElement option) => Styles.PageStyles.Of(option).Of(option).Box != Styles.Box.None;

    /// <summary>A list of one line always has a choice: the last that says so, or else the first that can be chosen.</summary>
    public static IReadOnlyList<IHtmlOptionElement> Selected(IHtmlSelectElement list)
    {
        var options = OptionsOf(list);
        var selected = options.Where(o => o.IsSelected).ToArray();
        if (list.HasAttribute("multiple"))
            return selected;
        if (selected.Length > 0)
            return [selected[^1]];
        return IsOneLine(list) && options.FirstOrDefault(o => !IsDisabled(o)) is { } first ? [first] : [];
    }

    public static bool IsOneLine(IHtmlSelectElement list) =>
        !list.HasAttribute("multiple") && FieldRules.Length(list.GetAttribute("size")) is null or <= 1;

    public static string ValueOf(IHtmlOptionElement option) => option.GetAttribute("value") ?? TextOf(option);

    /// <summary>What people read: the label, where there is one, or the text.</summary>
    public static string Called(IHtmlOptionElement option) =>
        option.GetAttribute("label") is { Length: > 0 } label ? Choice.Folded(label) : TextOf(option);

    private static string TextOf(IHtmlOptionElement option) => Choice.Folded(option.TextContent);

    /// <summary>Everything as the page had it at first.</summary>
    public static void Reset(IHtmlFormElement form)
    {
        foreach (var field in Forms.FieldsOf(form))
        {
            Edited.Remove(field);
            if (field is IHtmlInputElement input)
            {
                input.Value = null!;
                input.IsChecked = input.HasAttribute("checked");
                input.Files?.Clear();
            }
            else if (field is IHtmlTextAreaElement area)
                area.Value = null!;
            else if (field is IHtmlSelectElement list)
                foreach (var option in OptionsOf(list))
                    option.IsSelected = option.HasAttribute("selected");
        }
    }
}
