using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace SmokeTests.Documents;

/// <summary>
/// Which form each field belongs to. The parser gives a field to the form that was opened last and not closed yet, even where
/// the field does not end up inside of it: in <c>&lt;table&gt;&lt;form&gt;&lt;tr&gt;</c> the form is empty.
/// </summary>
internal sealed class FormOwners
{
    private static readonly ConditionalWeakTable<IDocument, FormOwners> Known = [];

    private readonly List<(IElement Element, int At)> created = [];
    private readonly List<IElement> details = [];
    private Dictionary<IElement, IHtmlFormElement>? given;

    /// <summary>Notes where forms and fields begin, while a page is parsed.</summary>
    public HtmlParserOptions Watching => new()
    {
        // As where scripts run: what is in a noscript is no part of the page.
        IsScripting = true,
        OnCreated = (element, position) =>
        {
            if (element is IHtmlFormElement || IsField(element))
                created.Add((element, position.Position));
            else if (element is IHtmlDetailsElement)
                details.Add(element);
        },
    };

    public void Keep(IDocument page)
    {
        Known.AddOrUpdate(page, this);
        ExclusiveDetails.Close(details);
    }

    /// <summary>The form that an element names by <c>form=</c>, the one that the parser gave it, or the one around it.</summary>
    public static IHtmlFormElement? Of(IElement element)
    {
        if (!IsField(element))
            return element.Closest("form") as IHtmlFormElement;
        if (element.GetAttribute("form") is { } id)
            return id.Length > 0 ? element.Owner?.GetElementById(id) as IHtmlFormElement : null;
        return element.Owner is { } page && Known.TryGetValue(page, out var owners) && owners.Given(page).TryGetValue(element, out var form)
            ? form
            : element.Closest("form") as IHtmlFormElement;
    }

    private static bool IsField(IElement element) => element is IHtmlInputElement or IHtmlButtonElement or IHtmlSelectElement
        or IHtmlTextAreaElement or IHtmlFieldSetElement or IHtmlOutputElement or IHtmlObjectElement;

    private Dictionary<IElement, IHtmlFormElement> Given(IDocument page)
    {
        if (given is not null)
            return given;
        var found = new Dictionary<IElement, IHtmlFormElement>();
        IHtmlFormElement? form = null;
        var end = 0;
        foreach (var (element, at) in created)
            if (element is IHtmlFormElement opened)
                // What stands in a template is no part of the page.
                (form, end) = opened.GetRoot() == page ? (opened, End(page.Source.Text, at - 1)) : (form, end);
            else if (form is not null && at - 1 < end && !element.IsDescendantOf(form))
                found[element] = form;
        return given = found;
    }

    /// <summary>Where the form that begins there ends: at the next end tag that is no part of a script, a comment or a value.</summary>
    private static int End(string page, int start)
    {
        if (start < 0 || page.IndexOf("</form", start, StringComparison.OrdinalIgnoreCase) < 0)
            return int.MaxValue;
        var tokens = new HtmlTokenizer(new TextSource(page[start..]), HtmlEntityProvider.Resolver);
        var templates = 0;
        for (var token = tokens.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokens.Get())
            if (token.Type == HtmlTokenType.StartTag)
            {
                templates += token.Name == "template" ? 1 : 0;
                tokens.State = ModeAfter(token.Name);
            }
            else if (token.Type == HtmlTokenType.EndTag)
            {
                if (token.Name == "form" && templates == 0)
                    return start + token.Position.Position - 1;
                templates -= token.Name == "template" && templates > 0 ? 1 : 0;
            }
        return int.MaxValue;
    }

    private static HtmlParseMode ModeAfter(string tag) => tag switch
    {
        "textarea" or "title" => HtmlParseMode.RCData,
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };
}
