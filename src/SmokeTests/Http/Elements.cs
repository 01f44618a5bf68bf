using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Pages;

namespace SmokeTests.Http;

/// <summary>Describes the elements of a parsed page as parts.</summary>
internal static class Elements
{
    public static Part Of(IElement element, List<IHtmlFormElement> forms) => new(
        element, element.LocalName, TypeOf(element), Names(element), FormOf(element) is { } form ? forms.IndexOf(form) : -1,
        IsUnseen(element) && !IsDrawnByLabel(element), IsDisabled(element) || element.GetAttribute("aria-disabled") == "true", element.HasAttribute("readonly"),
        element.GetAttribute("autocomplete")?.ToLowerInvariant(), element.Closest("[role=search], search") is not null,
        (element as IUrlUtilities)?.Href ?? element.GetAttribute("href"), element.OuterHtml.Length > 400 ? element.OuterHtml[..400] : element.OuterHtml);

    public static string Called(IElement element) => Names(element).FirstOrDefault(n => !string.IsNullOrWhiteSpace(n)) ?? element.LocalName;

    public static bool IsUnseen(IElement element) => VisibleText.IsUnseen(element);

    /// <summary>A check box that a site draws itself is hidden behind its label, which people see and press.</summary>
    private static bool IsDrawnByLabel(IElement element) => element is IHtmlInputElement { Type: "checkbox" or "radio" } && (element.Ancestors<IHtmlLabelElement>().Any(l => !IsUnseen(l))
        || element.Id is { Length: > 0 } id && element.Owner!.QuerySelectorAll("label").Any(l => l.GetAttribute("for") == id && !IsUnseen(l)));

    /// <summary>The form around an element, or the one that it names by <c>form=</c>.</summary>
    public static IHtmlFormElement? FormOf(IElement element) => element.GetAttribute("form") is { Length: > 0 } id
        ? element.Owner?.GetElementById(id) as IHtmlFormElement
        : element.Closest("form") as IHtmlFormElement;

    /// <summary>A disabled fieldset disables all in it but what stands in its legend.</summary>
    public static bool IsDisabled(IElement element) => element.HasAttribute("disabled")
        || element.Closest("fieldset[disabled]") is { } set && element.Closest("legend")?.ParentElement != set;

    private static string TypeOf(IElement element) => element switch
    {
        IHtmlInputElement input => input.Type.ToLowerInvariant(),
        IHtmlButtonElement => element.GetAttribute("type")?.ToLowerInvariant() is "button" or "reset" ? "button" : "submit",
        _ => element.GetAttribute("type")?.ToLowerInvariant() ?? "",
    };

    private static string?[] Names(IElement element) =>
    [
        LabelOrText(element),
        element.GetAttribute("aria-label") ?? LabelledBy(element),
        element.GetAttribute("placeholder") ?? element.GetAttribute("title") ?? element.QuerySelector("img[alt]")?.GetAttribute("alt") ?? element.QuerySelector("svg title")?.TextContent,
        element.GetAttribute("name"),
        element.Id,
    ];

    private static string? LabelOrText(IElement element) => element switch
    {
        IHtmlInputElement { Type: "submit" } button => element.GetAttribute("value") ?? "Submit",
        IHtmlInputElement { Type: "reset" } => element.GetAttribute("value") ?? "Reset",
        IHtmlInputElement { Type: "button" } button => button.Value,
        IHtmlInputElement { Type: "image" } image => image.GetAttribute("alt"),
        IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement => Label(element),
        // What is hidden is named as well: so that a message can say that it is.
        _ => OneLine(VisibleText.Of(element) is { Length: > 0 } seen ? seen : IsUnseen(element) ? element.TextContent : ""),
    };

    private static string? Label(IElement field)
    {
        var label = field.Ancestors<IHtmlLabelElement>().FirstOrDefault() as IElement
            ?? (field.Id is { Length: > 0 } id ? field.Owner?.QuerySelectorAll("label").FirstOrDefault(l => l.GetAttribute("for") == id) : null);
        return label is null ? null : OneLine(TextWithout(label, field));
    }

    /// <summary>A label may hold its field, whose own text (options, say) is no part of its name.</summary>
    private static string TextWithout(IElement label, IElement field)
    {
        var copy = (IElement)label.Clone();
        foreach (var inner in copy.QuerySelectorAll(field.LocalName))
            inner.Remove();
        return VisibleText.Of(copy);
    }

    private static string? LabelledBy(IElement element) =>
        element.GetAttribute("aria-labelledby") is { } ids
            ? OneLine(string.Join(' ', ids.Split(' ').Select(id => element.Owner?.GetElementById(id)?.TextContent)))
            : null;

    private static string OneLine(string text) => VisibleText.Tidy(text).Replace('\n', ' ');
}
