using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.PageModel;

namespace SmokeTests.Documents;

/// <summary>What a field holds, as <see cref="Part.Values"/> says it.</summary>
internal static class FieldValues
{
    public static IReadOnlyList<string> Of(IElement field) => field switch
    {
        IHtmlInputElement input => Of(input),
        IHtmlTextAreaElement area => [(area.Value ?? "").ReplaceLineEndings("\n")],
        IHtmlSelectElement list => Of(Controls.Selected(list)),
        IHtmlElement { IsContentEditable: true } => [VisibleText.Of(field)],
        _ => [],
    };

    private static string[] Of(IHtmlInputElement input) => Controls.TypeOf(input) switch
    {
        "checkbox" => Controls.IsChecked(input) ? ["true", "yes", "on"] : ["false", "no", "off"],
        "radio" => OfGroup(input),
        "file" => [string.Join(", ", input.Files?.OfType<ChosenFile>().Select(f => f.Name) ?? [])],
        "submit" or "button" or "reset" or "image" or "hidden" => [],
        _ => [Controls.ValueOf(input)],
    };

    private static string[] OfGroup(IHtmlInputElement radio) => Controls.Group(radio).FirstOrDefault(Controls.IsChecked) is { } chosen
        ? [Elements.Called(chosen), chosen.GetAttribute("value") ?? "on", chosen == radio ? "true" : "false"]
        : ["", "false"];

    private static string[] Of(IReadOnlyList<IHtmlOptionElement> chosen) =>
        [string.Join(", ", chosen.Select(Controls.Called)), string.Join(", ", chosen.Select(Controls.ValueOf))];
}
