using Microsoft.Playwright;
using SmokeTests.Pages;

namespace SmokeTests.Browsers;

/// <summary>Puts a value into a field of any kind, as a person at the keyboard would.</summary>
internal static class Fields
{
    /// <summary>Null when the field took the value; otherwise the choices that it has.</summary>
    /// <param name="page">The page that it stands on.</param>
    /// <param name="element">The field.</param>
    /// <param name="field">What it is.</param>
    /// <param name="value">The text; a choice's text or value; yes or no.</param>
    /// <param name="limit">How long it may take to become usable, in milliseconds.</param>
    public static async Task<string?> Set(IPage page, IElementHandle element, Part field, string value, float limit)
    {
        switch (field.Tag, field.Type)
        {
            case ("input", "checkbox"):
                await Check(element, limit, IsYes(value) || value == await element.GetAttributeAsync("value"));
                return null;
            case ("input", "radio"):
                return await Choose(element, limit, value);
            case ("select", _):
                return await Select(element, limit, value);
            case ("input" or "textarea", _):
                await element.FillAsync(value, new ElementHandleFillOptions { Timeout = limit });
                return null;
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

    private static async Task<string?> Select(IElementHandle element, float limit, string value)
    {
        var options = await element.EvaluateAsync<string[][]>("list => [...list.options].map(o => [o.label.trim(), o.value])");
        var chosen = options.FirstOrDefault(o => o[0] == value) ?? options.FirstOrDefault(o => o[1] == value);
        if (chosen is null)
            return string.Join(", ", options.Select(o => $"\"{o[0]}\""));
        await element.SelectOptionAsync(new SelectOptionValue { Index = Array.IndexOf(options, chosen) }, new ElementHandleSelectOptionOptions { Timeout = limit });
        return null;
    }

    /// <summary>A radio button is met by its own name with yes, or by its group's name with its value.</summary>
    private static async Task<string?> Choose(IElementHandle radio, float limit, string value)
    {
        const string group = "[...(r.form ?? document).querySelectorAll('input[type=radio]')].filter(o => o.name === r.name && o.form === r.form)";
        const string called = "(o.labels?.[0]?.innerText ?? o.getAttribute('aria-label') ?? o.value).trim()";
        var chosen = IsYes(value) ? radio : (await radio.EvaluateHandleAsync($"(r, value) => {group}.find(o => o.value === value || {called} === value) ?? null", value)) as IElementHandle;
        if (chosen is null)
            return string.Join(", ", (await radio.EvaluateAsync<string[]>($"r => {group}.map(o => {called})")).Select(n => $"\"{n}\""));
        await Check(chosen, limit, true);
        return null;
    }

    private static bool IsYes(string value) => value.ToUpperInvariant() is "TRUE" or "YES" or "ON";
}
