using AngleSharp.Html.Dom;
using AngleSharp.Dom;

namespace SmokeTests.Http;

/// <summary>Puts a value into a field of any kind.</summary>
internal static class Filling
{
    /// <summary>Null when the field took the value; otherwise the choices that it has.</summary>
    public static string? Refusal(IElement field, string value)
    {
        switch (field)
        {
            case IHtmlInputElement { Type: "checkbox" } box:
                box.IsChecked = IsYes(value) || value == box.Value;
                return null;
            case IHtmlInputElement { Type: "radio" } radio:
                return Choose(radio, value);
            case IHtmlInputElement input:
                input.Value = value;
                return null;
            case IHtmlTextAreaElement area:
                area.Value = value;
                return null;
            case IHtmlSelectElement list:
                return Choose(list, value);
            default:
                return field.OuterHtml;
        }
    }

    private static string? Choose(IHtmlSelectElement list, string value)
    {
        var option = list.Options.FirstOrDefault(o => o.Text.Trim() == value) ?? list.Options.FirstOrDefault(o => o.Value == value);
        if (option is null)
            return string.Join(", ", list.Options.Select(o => $"\"{o.Text.Trim()}\""));
        if (!list.IsMultiple)
            foreach (var other in list.Options)
                other.IsSelected = false;
        option.IsSelected = true;
        return null;
    }

    /// <summary>A radio button is met by its own name with yes, or by its group's name with its value.</summary>
    private static string? Choose(IHtmlInputElement radio, string value)
    {
        var group = radio.Owner!.QuerySelectorAll("input[type=radio]").OfType<IHtmlInputElement>().Where(r => r.Name == radio.Name && r.Form == radio.Form).ToArray();
        var chosen = IsYes(value) ? radio : group.FirstOrDefault(r => r.Value == value || Elements.Called(r) == value);
        if (chosen is null)
            return string.Join(", ", group.Select(r => $"\"{Elements.Called(r)}\""));
        foreach (var one in group)
            one.IsChecked = one == chosen;
        return null;
    }

    private static bool IsYes(string value) => value.ToUpperInvariant() is "TRUE" or "YES" or "ON";
}
