using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Content;
using SmokeTests.PageModel;

namespace SmokeTests.Documents;

/// <summary>Describes the elements of a parsed page as parts.</summary>
internal static class Elements
{
    public static Part Of(IElement element, List<IHtmlFormElement> forms) => new(
        element, element.LocalName, TypeOf(element), Names(element))
    {
        Form = FormOf(element) is { } form ? forms.IndexOf(form) : -1,
        Hidden = IsOutOfSight(element),
        Disabled = IsDisabled(element) || element.GetAttribute("aria-disabled") == "true",
        ReadOnly = element.HasAttribute("readonly"),
        Autocomplete = element.GetAttribute("autocomplete")?.ToLowerInvariant(),
        Searches = element.Closest("[role=search], search") is not null,
        Target = TargetOf(element),
        Html = Beginning(element.OuterHtml, 400),
        ReadValues = () => FieldValues.Of(element),
        Inert = InertBy(element),
    };

    /// <summary>Where a link leads, also one of a drawing; null for what is no link.</summary>
    public static string? TargetOf(IElement element) =>
        IsLink(element) && (element.GetAttribute("href") ?? element.GetAttribute(XLink, "href")
            ?? element.GetAttribute("xlink:href")) is { } reference
            ? PageAddress.Resolve(element, reference)
            : element.GetAttribute("href");

    private const string XLink = "http://www.w3.org/1999/xlink";

    /// <summary>What a browser goes to when it is pressed.</summary>
    public static bool IsLink(IElement element) => element.LocalName is "a" or "area" && (element is IUrlUtilities || IsOfDrawing(element));

    private static bool IsOfDrawing(IElement element) => element.NamespaceUri == "http://www.w3.org/2000/svg";

    /// <summary>What makes it inert, as the end of a sentence; null where nothing does.</summary>
    private static string? InertBy(IElement element)
    {
        for (var at = element; at is not null; at = Styles.FlatTree.Parent(at))
            if (at.HasAttribute("inert") && !IsOfDrawing(at))
                return at == element ? "is inert itself" : $"stands in {Tag(at)}";
            else if (at != element && at is IHtmlButtonElement && IsDisabled(at))
                return $"stands in {Tag(at)}";
        return null;
    }

    private static string Tag(IElement element) => Beginning(((IElement)element.Clone(false)).OuterHtml, 120);

    private static string Beginning(string html, int most) => html.Length > most ? html[..most] : html;

    public static string Called(IElement element) => Names(element).FirstOrDefault(n => !string.IsNullOrWhiteSpace(n)) ?? element.LocalName;

    /// <summary>Whether nobody sees it, nor what stands for it: a label that draws a box, the picture of an area.</summary>
    public static bool IsOutOfSight(IElement element) => element is IHtmlAreaElement ? !IsOfSeenPicture(element) : IsUnseen(element)
        && !IsDrawnByLabel(element);

    private static bool IsOfSeenPicture(IElement area) => area.Closest("map") is { } map && (map.GetAttribute("name")
        ?? map.Id) is { Length: > 0 } name
        && area.Owner!.QuerySelectorAll("img[usemap], object[usemap]").Any(i => i.GetAttribute("usemap") == "#" + name && !IsUnseen(i));

    public static bool IsUnseen(IElement element) => VisibleText.IsUnseen(element);

    /// <summary>A check box that a site draws itself is hidden behind its label, which people see and press.</summary>
    private static bool IsDrawnByLabel(IElement element) =>
        element is IHtmlInputElement { Type: "checkbox" or "radio" } && (element.Ancestors<IHtmlLabelElement>().Any(l => !IsUnseen(l))
        || element.Id is { Length: > 0 } id && element.Owner!.QuerySelectorAll("label")
        .Any(l => l.GetAttribute("for") == id && !IsUnseen(l)));

    /// <summary>The form that an element belongs to.</summary>
    public static IHtmlFormElement? FormOf(IElement element) => FormOwners.Of(element);

    /// <summary>A disabled fieldset disables all in it but what stands in its first legend.</summary>
    public static bool IsDisabled(IElement element)
    {
        if (element.HasAttribute("disabled"))
            return true;
        for (var (inner, outer) = (element, element.ParentElement); outer is not null; (inner, outer) = (outer, outer.ParentElement))
            if (outer is IHtmlFieldSetElement && outer.HasAttribute("disabled")
                && outer.Children.FirstOrDefault(c => c is IHtmlLegendElement) != inner)
                return true;
        return false;
    }

    private static string TypeOf(IElement element) => element switch
    {
        IHtmlInputElement input => Controls.TypeOf(input),
        IHtmlButtonElement => element.GetAttribute("type")?.ToLowerInvariant() is "button" or "reset" ? "button" : "submit",
        _ => element.GetAttribute("type")?.ToLowerInvariant() ?? "",
    };

    private static string?[] Names(IElement element) =>
    [
        LabelOrText(element),
        LabelledBy(element) ?? element.GetAttribute("aria-label") ?? OtherLabels(element),
        element.GetAttribute("placeholder") ?? element.GetAttribute("title") ?? element.QuerySelector("img[alt]")?.GetAttribute("alt")
            ?? element.QuerySelector(IsOfDrawing(element) ? "title" : "svg title")?.TextContent,
        element.GetAttribute("name"),
        element.Id,
    ];

    private static string? LabelOrText(IElement element) => element switch
    {
        IHtmlInputElement { Type: "submit" } => element.GetAttribute("value") ?? "Submit",
        IHtmlInputElement { Type: "reset" } => element.GetAttribute("value") ?? "Reset",
        IHtmlInputElement { Type: "button" } button => button.Value,
        IHtmlInputElement { Type: "image" } or IHtmlAreaElement => element.GetAttribute("alt"),
        IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement => Label(element),
        // What is hidden is named as well: so that a message can say that it is.
        _ => OneLine(VisibleText.Of(element) is { Length: > 0 } seen ? seen : IsUnseen(element) ? element.TextContent : ""),
    };

    private static string? Label(IElement field) => LabelsOf(field).FirstOrDefault() is { } label ? TextOf(label, field) : null;

    private static string? OtherLabels(IElement field) => IsLabelable(field) && LabelsOf(field).Skip(1).ToArray() is { Length: > 0 } others
        ? string.Join(' ', others.Select(label => TextOf(label, field)))
        : null;

    /// <summary>The labels of a field, in the order of the page.</summary>
    private static IEnumerable<IElement> LabelsOf(IElement field)
    {
        var around = field.Ancestors<IHtmlLabelElement>().ToArray();
        return around.Length > 0 || field.Id is { Length: > 0 }
            ? field.Owner?.QuerySelectorAll("label").Where(label => IsFor(label, field, around)) ?? []
            : [];
    }

    /// <summary>A label is for what it names, and else for the first thing in it that can have a label.</summary>
    private static bool IsFor(IElement label, IElement field, IEnumerable<IElement> around) => label.GetAttribute("for") is { } id
        ? id.Length > 0 && id == field.Id && label.Owner?.GetElementById(id) == field
        : around.Contains(label) && label.QuerySelectorAll("*").FirstOrDefault(IsLabelable) == field;

    private static bool IsLabelable(IElement element) => element is IHtmlButtonElement or IHtmlMeterElement or IHtmlOutputElement
        || element is IHtmlProgressElement or IHtmlSelectElement or IHtmlTextAreaElement
        || element is IHtmlInputElement input && Controls.TypeOf(input) != "hidden";

    /// <summary>A label may hold its field, whose own text (options, say) is no part of its name.</summary>
    private static string TextOf(IElement label, IElement field)
    {
        var copy = (IElement)label.Clone();
        foreach (var inner in copy.QuerySelectorAll(field.LocalName))
            inner.Remove();
        return OneLine(VisibleText.Of(copy));
    }

    private static string? LabelledBy(IElement element) =>
        element.GetAttribute("aria-labelledby") is { } ids
            ? OneLine(string.Join(' ', ids.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(id => element.Owner?.GetElementById(id)?.TextContent)))
            : null;

    private static string OneLine(string text) => TidyText.OneLine(text);
}
