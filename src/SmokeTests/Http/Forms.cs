using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Pages;

namespace SmokeTests.Http;

/// <summary>
/// What a browser sends of a form: the entry list of the HTML standard (4.10.22.4), from the fields that belong to it,
/// wherever on the page they stand.
/// </summary>
internal static class Forms
{
    /// <summary>The button that Enter presses: the first one of the form that sends it.</summary>
    public static IElement? Submitter(IHtmlFormElement form) => form.Owner!.QuerySelectorAll("button, input[type=submit], input[type=image]")
        .FirstOrDefault(b => Elements.FormOf(b) == form && Submits(b) && !b.HasAttribute("disabled"));

    /// <summary>The form's fields, in the order of the page.</summary>
    public static IEnumerable<IElement> FieldsOf(IHtmlFormElement form) =>
        form.Owner!.QuerySelectorAll("input, select, textarea, button").Where(field => Elements.FormOf(field) == form);

    /// <summary>The request that the form makes; null where it makes none (<c>method=dialog</c>).</summary>
    public static Request? Send(IHtmlFormElement form, IElement? submitter, Uri page)
    {
        var method = Said(form, submitter, "method")?.ToUpperInvariant() ?? "GET";
        if (method == "DIALOG")
            return null;
        var action = Said(form, submitter, "action") is { Length: > 0 } said ? new Uri(new Uri(form.BaseUri), said) : page;
        var encoding = FormEncoding.Of(form);
        var entries = Entries(form, submitter, encoding.WebName);
        if (method != "POST")
            return new Request(HttpMethod.Get, new Uri($"{action.GetLeftPart(UriPartial.Path)}?{FormEncoding.Url(entries, encoding)}"), From: page);
        var (type, body) = Said(form, submitter, "enctype")?.ToLowerInvariant() switch
        {
            "multipart/form-data" => FormEncoding.Multipart(entries, encoding),
            "text/plain" => ("text/plain", FormEncoding.Plain(entries, encoding)),
            _ => ("application/x-www-form-urlencoded", System.Text.Encoding.ASCII.GetBytes(FormEncoding.Url(entries, encoding))),
        };
        return new Request(HttpMethod.Post, action, body, type, page);
    }

    private static bool Submits(IElement button) => button is not IHtmlButtonElement || button.GetAttribute("type")?.ToUpperInvariant() is not ("BUTTON" or "RESET");

    /// <summary>A button's own word (<c>formaction</c>) goes before the form's.</summary>
    private static string? Said(IHtmlFormElement form, IElement? submitter, string name) => submitter?.GetAttribute("form" + name) ?? form.GetAttribute(name);

    private static List<FormEntry> Entries(IHtmlFormElement form, IElement? submitter, string charset)
    {
        var entries = new List<FormEntry>();
        foreach (var field in FieldsOf(form).Where(f => !Elements.IsDisabled(f) && f.Closest("datalist") is null))
        {
            var name = field.GetAttribute("name") ?? "";
            if (field is IHtmlInputElement { Type: "image" } && field == submitter)
                entries.AddRange([new(name.Length == 0 ? "x" : name + ".x", "0"), new(name.Length == 0 ? "y" : name + ".y", "0")]);
            else if (name.Length > 0)
                entries.AddRange(Of(field, name, submitter, charset));
            if (field.GetAttribute("dirname") is { Length: > 0 } direction && name.Length > 0)
                entries.Add(new(direction, "ltr"));
        }
        return entries;
    }

    private static IEnumerable<FormEntry> Of(IElement field, string name, IElement? submitter, string charset) => field switch
    {
        IHtmlButtonElement or IHtmlInputElement { Type: "submit" or "button" or "reset" or "image" } => field == submitter ? [new(name, field.GetAttribute("value") ?? (field is IHtmlButtonElement ? "" : "Submit"))] : [],
        IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? [new(name, box.GetAttribute("value") ?? "on")] : [],
        IHtmlInputElement { Type: "file", Files: { } files } => files.Length == 0 ? [new(name, "", new ChosenFile("", "application/octet-stream", []))] : files.OfType<ChosenFile>().Select(f => new FormEntry(name, f.Name, f)),
        IHtmlInputElement { Type: "hidden" } when name == "_charset_" => [new(name, charset)],
        IHtmlInputElement input => [new(name, input.Value ?? "")],
        IHtmlSelectElement list => list.Options.Where(o => o.IsSelected && !o.IsDisabled).Select(o => new FormEntry(name, o.Value ?? "")),
        IHtmlTextAreaElement area => [new(name, area.Value ?? "")],
        _ => [],
    };
}

/// <summary>A field's name and value, or its file, as they are sent.</summary>
internal sealed record FormEntry(string Name, string Value, ChosenFile? File = null);
