using Microsoft.Playwright;
using SmokeTests.Fields;
using SmokeTests.PageModel;

namespace SmokeTests.Browsers;

/// <summary>Puts a value into a field of any kind, as a person at the keyboard would.</summary>
internal static class Fields
{
    /// <summary>Null when the field took the value; otherwise why it did not.</summary>
    /// <param name="page">The page that it stands on.</param>
    /// <param name="element">The field.</param>
    /// <param name="field">What it is.</param>
    /// <param name="value">The text; a choice's text or value; yes or no.</param>
    /// <param name="limit">How long it may take to become usable, in milliseconds.</param>
    public static async Task<Refusal?> Set(IPage page, IElementHandle element, Part field, string value, float limit)
    {
        switch (field.Tag, field.Type)
        {
            case ("input", "checkbox"):
                if (Choice.Checks(value, await element.GetAttributeAsync("value")) is not { } wanted)
                    return Refusal.NoChoice(value, Choice.YesAndNo);
                await Check(element, limit, wanted);
                return null;
            case ("input", "radio"):
                return await Choose(element, limit, value);
            case ("select", _):
                return await Select(element, limit, value);
            case ("input" or "textarea", _):
                return await Enter(element, limit, value);
            default:
                await element.ClickAsync(new ElementHandleClickOptions { NoWaitAfter = true, Timeout = limit });
                try
                {
                    await element.FillAsync(value, new ElementHandleFillOptions { Timeout = limit });
                }
                catch (PlaywrightException)
                {
                    // Drawn by a script, without a field in it: it takes keys.
                    await page.Keyboard.InsertTextAsync(value);
                }
                return null;
        }
    }

    private static async Task<Refusal?> Enter(IElementHandle element, float limit, string value)
    {
        var (taken, refused) = FieldValue.Enter(FieldMarkup.Rules(await element.EvaluateAsync<FieldMarkup>(FieldMarkup.Script)), value);
        if (refused is null)
            await element.FillAsync(taken, new ElementHandleFillOptions { Timeout = limit });
        return refused;
    }

    /// <summary>A box that the site draws itself is pressed by its label.</summary>
    private static async Task Check(IElementHandle element, float limit, bool wanted)
    {
        if (await element.IsCheckedAsync() == wanted)
            return;
        if (await element.IsVisibleAsync())
            await element.SetCheckedAsync(wanted, new ElementHandleSetCheckedOptions { Timeout = limit });
        else
            await element.EvaluateAsync("box => box.labels[0].click()");
    }

    private static async Task<Refusal?> Select(IElementHandle element, float limit, string value)
    {
        var options = await element.EvaluateAsync<OfferedChoice[]>(
            """
            list => {
              const hidden = o => o !== list && (getComputedStyle(o).display === 'none' || hidden(o.parentElement));
              return [...list.options].map(o => ({ called: o.label.trim(), value: o.value, disabled: o.matches(':disabled')
                  || hidden(o) }));
            }
            """);
        var chosen = Choice.Of(OfferedChoice.All(options), value, out var refused);
        if (refused is null)
            await element.SelectOptionAsync(new SelectOptionValue { Index = chosen },
                new ElementHandleSelectOptionOptions { Timeout = limit });
        return refused;
    }

    /// <summary>A radio button is met by its own name with yes, or by its group's name with its value.</summary>
    private static async Task<Refusal?> Choose(IElementHandle radio, float limit, string value)
    {
        const string group = "[...r.getRootNode().querySelectorAll('input[type=radio]')]"
            + ".filter(o => o === r || r.name && o.name === r.name && o.form === r.form)";
        const string called = "(o.labels?.[0]?.innerText ?? o.getAttribute('aria-label') ?? o.value).trim()";
        if (Choice.IsYes(value))
        {
            await Check(radio, limit, true);
            return null;
        }
        const string unseen = "![o, ...(o.labels ?? [])].some(e => e.checkVisibility({ visibilityProperty: true }))";
        const string choice = $"({{ called: {called}, value: o.value, disabled: o.matches(':disabled') || {unseen} }})";
        var choices = await radio.EvaluateAsync<OfferedChoice[]>($"r => {group}.map(o => {choice})");
        var chosen = Choice.Of(OfferedChoice.All(choices), value, out var refused);
        if (refused is null && await radio.EvaluateHandleAsync($"(r, index) => {group}[index]", chosen) is IElementHandle one)
            await Check(one, limit, true);
        return refused;
    }
}
