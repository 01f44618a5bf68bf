using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Fields;

namespace SmokeTests.Documents;

/// <summary>Puts a value into a field of any kind.</summary>
internal static class Filling
{
    /// <summary>Null when the field took the value; otherwise why it did not.</summary>
    public static Refusal? Fill(IElement field, string value) => field switch
    {
        IHtmlInputElement input when Controls.TypeOf(input) == "checkbox" => Check(input, value),
        IHtmlInputElement input when Controls.TypeOf(input) == "radio" => Choose(input, value),
        IHtmlInputElement or IHtmlTextAreaElement => Enter(field, value),
        IHtmlSelectElement list => Choose(list, value),
        _ => new Refusal("is drawn by a script", "a field that works without script; Browser.Open runs scripts", Shown(field.OuterHtml)),
    };

    private static string Shown(string html) => html.Length > 120 ? html[..120] + "…" : html;

    private static Refusal? Enter(IElement field, string value)
    {
        var (taken, refused) = FieldValue.Enter(Controls.RulesOf(field), value);
        if (refused is null)
            Controls.Enter(field, taken);
        return refused;
    }

    private static Refusal? Check(IHtmlInputElement box, string value)
    {
        if (Choice.Checks(value, box.GetAttribute("value")) is not { } wanted)
            return Refusal.NoChoice(value, Choice.YesAndNo);
        box.IsChecked = wanted;
        return null;
    }

    private static Refusal? Choose(IHtmlSelectElement list, string value)
    {
        var options = Controls.OptionsOf(list);
        var choices = options.Select(o => new Choice(Controls.Called(o), Controls.ValueOf(o), Controls.IsDisabled(o)
            || !Controls.IsOffered(o))).ToArray();
        var chosen = Choice.Of(choices, value, out var refused);
        for (var i = 0; refused is null && i < options.Count; i++)
            options[i].IsSelected = i == chosen;
        return refused;
    }

    /// <summary>A radio button is met by its own name with yes, or by its group's name with its value.</summary>
    private static Refusal? Choose(IHtmlInputElement radio, string value)
    {
        var group = Controls.Group(radio).ToArray();
        var choices = group.Select(r => new Choice(Elements.Called(r), r.GetAttribute("value") ?? "on", Elements.IsDisabled(r)
            || Elements.IsOutOfSight(r))).ToArray();
        Refusal? refused = null;
        var chosen = Choice.IsYes(value) ? Array.IndexOf(group, radio) : Choice.Of(choices, value, out refused);
        for (var i = 0; refused is null && i < group.Length; i++)
            group[i].IsChecked = i == chosen;
        return refused;
    }
}
