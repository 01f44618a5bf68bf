using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Pages;

namespace SmokeTests.Http;

/// <summary>What a field holds, as <see cref="Part.Values"/> says it.</summary>
internal static class FieldValues
{
    public static IReadOnlyList<string> Of(IElement field) => field switch
    {
        IHtmlInputElement { Type: "checkbox" } box => box.IsChecked ? ["true", "yes", "on"] : ["false", "no", "off"],
        IHtmlInputElement { Type: "radio" } radio => OfGroup(radio),
        IHtmlInputElement { Type: "file" } file => [string.Join(", ", file.Files?.OfType<ChosenFile>().Select(f => f.Name) ?? [])],
        IHtmlInputElement { Type: "submit" or "button" or "reset" or "image" or "hidden" } => [],
        IHtmlInputElement input => [input.Value ?? ""],
        IHtmlTextAreaElement area => [(area.Value ?? "").ReplaceLineEndings("\n")],
        IHtmlSelectElement list => OfList(list),
        IHtmlElement { IsContentEditable: true } => [VisibleText.Of(field)],
        _ => [],
    };

    private static string[] OfGroup(IHtmlInputElement radio)
    {
        var group = radio.Owner!.QuerySelectorAll("input[type=radio]").OfType<IHtmlInputElement>().Where(r => r.Name == radio.Name && r.Form == radio.Form);
        var chosen = string.IsNullOrEmpty(radio.Name) ? radio.IsChecked ? radio : null : group.LastOrDefault(r => r.IsChecked);
        return chosen is null ? ["", "false"] : [Elements.Called(chosen), chosen.Value ?? "on", chosen == radio ? "true" : "false"];
    }

    private static string[] OfList(IHtmlSelectElement list)
    {
        var chosen = list.Options.Where(o => o.IsSelected).ToArray();
        return [string.Join(", ", chosen.Select(o => VisibleText.Tidy(o.Label ?? o.Text).Replace('\n', ' '))), string.Join(", ", chosen.Select(o => o.Value))];
    }
}
