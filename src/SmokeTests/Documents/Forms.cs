using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Addresses;
using SmokeTests.Content.Encodings;
using SmokeTests.Documents.Styles;
using SmokeTests.Http;
using SmokeTests.PageModel;

namespace SmokeTests.Documents;

/// <summary>
/// What a browser sends of a form: the entry list of the HTML standard (4.10.22.4), from the fields that belong to it,
/// wherever on the page they stand.
/// </summary>
internal static class Forms
{
    private static readonly string[] Buttons = ["submit", "image"];
    private static readonly string[] Typed = ["text", "search", "url", "tel", "email", "password", "number"];
    private static readonly string[] WithDirection = ["hidden", "text", "search", "tel", "url", "email", "password", "submit"];

    /// <summary>The button that Enter presses: the first one of the form that sends it, even where it is disabled.</summary>
    public static IElement? Submitter(IHtmlFormElement form) => FieldsOf(form).FirstOrDefault(Submits);

    /// <summary>Whether Enter in a field sends a form that has no button: only where that field is the only one to type into.</summary>
    public static bool IsSentByEnter(IHtmlFormElement form) =>
        FieldsOf(form).OfType<IHtmlInputElement>().Count(input => Typed.Contains(Controls.TypeOf(input))) <= 1;

    /// <summary>The form's fields, in the order of the page.</summary>
    public static IEnumerable<IElement> FieldsOf(IHtmlFormElement form) =>
        FlatTree.All(form.Owner!, "input, select, textarea, button").Where(field => Elements.FormOf(field) == form);

    public static bool Submits(IElement button) => button switch
    {
        IHtmlInputElement input => Buttons.Contains(Controls.TypeOf(input)),
        IHtmlButtonElement => button.GetAttribute("type")?.ToLowerInvariant() is not ("button" or "reset"),
        _ => false,
    };

    public static bool Resets(IElement button) => button is IHtmlInputElement input ? Controls.TypeOf(input) == "reset"
        : button is IHtmlButtonElement && string.Equals(button.GetAttribute("type"), "reset", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the form sends from that page, or why it sends nothing.</summary>
    public static FormRequest Send(IHtmlFormElement form, IElement? submitter, Uri page)
    {
        var method = Said(form, submitter, "method")?.ToUpperInvariant() ?? "GET";
        if (method == "DIALOG")
            return FormRequest.None("this form closes a dialog and sends nothing: only a script could act on it");
        var said = Said(form, submitter, "action")?.Trim(' ', '\t', '\n', '\f', '\r') ?? "";
        if (said.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase))
            return FormRequest.None("only a script sends this form: its action is \"javascript:\"");
        if (FormAddress.Of(form, said, page) is not { } action)
            return FormRequest.None(HttpAddress.SchemeOf(said) is not ("" or "http" or "https") and var scheme
                ? $"this form leads to \"{scheme}:\", which no web site answers"
                : $"this form leads to \"{said}\", which is no address");
        var charset = FormEncoding.Of(form);
        var entries = Entries(form, submitter, charset);
        if ((method == "POST" ? action : FormAddress.Asking(action, FormEncoding.Url(entries, charset))).ToUri() is not { } to)
            return FormRequest.None($"this form leads to \"{said}\", which is no address");
        if (method != "POST")
            return new(new Request(HttpMethod.Get, to, From: page), null);
        var (type, body) = Said(form, submitter, "enctype")?.ToLowerInvariant() switch
        {
            "multipart/form-data" => FormEncoding.Multipart(entries, charset),
            // Chromium writes them otherwise where only the button says that the form is posted.
            "text/plain" when string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase) =>
                ("text/plain", FormEncoding.Plain(entries, charset)),
            "text/plain" => ("text/plain", System.Text.Encoding.ASCII.GetBytes(FormEncoding.Url(entries, charset))),
            _ => ("application/x-www-form-urlencoded", System.Text.Encoding.ASCII.GetBytes(FormEncoding.Url(entries, charset))),
        };
        return new(new Request(HttpMethod.Post, to, body, type, page), null);
    }

    /// <summary>A button's own word (<c>formaction</c>) goes before the form's.</summary>
    private static string? Said(IHtmlFormElement form, IElement? submitter, string name) =>
        submitter?.GetAttribute("form" + name) ?? form.GetAttribute(name);

    private static List<FormEntry> Entries(IHtmlFormElement form, IElement? submitter, CharacterEncoding charset)
    {
        var entries = new List<FormEntry>();
        foreach (var field in FieldsOf(form).Where(f => !Elements.IsDisabled(f)))
        {
            var name = field.GetAttribute("name") ?? "";
            if (field is IHtmlInputElement picture && field == submitter && Controls.TypeOf(picture) == "image")
                entries.AddRange(Pressed(name));
            else if (name.Length > 0)
                entries.AddRange(field is IHtmlInputElement button && Controls.TypeOf(button) == "submit"
                    ? [.. Direction(field), .. Of(field, name, submitter, charset)]
                    : [.. Of(field, name, submitter, charset), .. Direction(field)]);
        }
        return entries;
    }

    /// <summary>Where in a picture it was pressed: at its corner.</summary>
    private static FormEntry[] Pressed(string name) =>
        name.Length == 0 ? [new("x", "0"), new("y", "0")] : [new(name + ".x", "0"), new(name + ".y", "0")];

    private static FormEntry[] Direction(IElement field) =>
        field.GetAttribute("dirname") is { } name && !TellsEncoding(field)
        && (field is IHtmlTextAreaElement || field is IHtmlInputElement input && WithDirection.Contains(Controls.TypeOf(input)))
            ? [new(name, TextDirection.Of(field))]
            : [];

    /// <summary>Whether it is a field in which a browser writes the form's encoding.</summary>
    private static bool TellsEncoding(IElement field) => field is IHtmlInputElement input && Controls.TypeOf(input) == "hidden"
        && "_charset_".Equals(input.GetAttribute("name"), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<FormEntry> Of(IElement field, string name, IElement? submitter, CharacterEncoding charset) => field switch
    {
        IHtmlButtonElement => field == submitter ? [new(name, field.GetAttribute("value") ?? "")] : [],
        IHtmlInputElement input => OfInput(input, name, submitter, charset),
        IHtmlSelectElement list =>
            Controls.Selected(list).Where(o => !Controls.IsDisabled(o)).Select(o => new FormEntry(name, Controls.ValueOf(o))),
        _ => [new(name, Controls.ValueOf(field))],
    };

    private static IEnumerable<FormEntry> OfInput(IHtmlInputElement input, string name, IElement? submitter, CharacterEncoding charset) =>
        Controls.TypeOf(input) switch
    {
        "submit" => input == submitter ? [new(name, input.GetAttribute("value") ?? "Submit")] : [],
        "image" => [],
        "button" or "reset" => [],
        "checkbox" or "radio" => Controls.IsChecked(input) ? [new(name, input.GetAttribute("value") ?? "on")] : [],
        "file" => input.Files is { Length: > 0 } files
            ? files.OfType<ChosenFile>().Select(f => new FormEntry(name, f.Name, f))
            : [new(name, "", ChosenFile.None)],
        "hidden" when TellsEncoding(input) => [new(name, charset.WebName)],
        _ => [new(name, Controls.ValueOf(input))],
    };
}
