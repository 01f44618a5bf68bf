using System.Text;
using Microsoft.Playwright;
using SmokeTests.Browsers;
using SmokeTests.PageModel;

namespace SmokeTests.Tests.Differential;

/// <summary>Does a document's acts in Chromium, in a page that is used again and again.</summary>
internal sealed class InBrowser(ArrivedRequests site, IPage page)
{
    /// <summary>Tells what sees the page's forms being sent, before any document.</summary>
    public const string Watch = "addEventListener('submit', event => { window.smokeTestsSubmitted = event; }, true);";

    private const string State = """
        e => ({ tag: e.localName, type: e.localName === 'input' || e.localName === 'button' ? e.type : '', readOnly: e.readOnly === true,
          usable: !e.matches(':disabled') && e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0 })
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public async Task<string> Try(int number, FormDocument document)
    {
        var address = site.Show(number, document);
        var log = new StringBuilder();
        try
        {
            await page.GotoAsync(address.AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
            foreach (var act in document.Acts)
                log.Append(act.Id).Append(' ').AppendLine(await Do(act));
            log.AppendLine(await Finish(document.Last, number));
        }
        finally
        {
            site.Forget(number);
        }
        return log.ToString();
    }

    /// <summary>How long a field may keep a value waiting, in milliseconds.</summary>
    private const float FillLimit = 30_000;

    private async Task<string> Do(FormAct act)
    {
        if (await Find(act.Id) is not ({ } element, { ReadOnly: false } seen))
            return "skipped";
        if (act.Kind == ActKind.Attach)
        {
            var file = new FilePayload { Name = act.Value, MimeType = ChosenFile.TypeOf(act.Value), Buffer = [0, 1, 2, 255] };
            await element.SetInputFilesAsync(file);
            return "attached";
        }
        var part = new Part(element, seen.Tag, seen.Type, [null, null, null, null, null], -1, false, false, false, null, false, null, "");
        return await Browsers.Fields.Set(page, element, part, act.Value, FillLimit) is { } refused ? refused.Problem : "filled";
    }

    private async Task<(IElementHandle? Element, Seen? Seen)> Find(string id) =>
        await page.QuerySelectorAsync("#" + id) is { } element && await element.EvaluateAsync<Seen>(State) is { Usable: true } seen
            ? (element, seen) : (null, null);

    private async Task<string> Finish(FormAct act, int number)
    {
        if (await Find(act.Id) is not ({ } element, { } seen) || act.Kind == ActKind.Enter && seen.ReadOnly)
            return "skipped";
        await FormValidation.Watch(element);
        if (act.Kind == ActKind.Enter)
        {
            await element.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
        }
        else
            await element.EvaluateAsync("e => e.click()");
        if (await FormValidation.Refused(page.MainFrame, Kind.Fields.Selector) is var (field, _))
            return Outcome.Of(field.Complaint.What);
        return await page.EvaluateAsync<bool>("() => !!window.smokeTestsSubmitted")
            ? await site.From(number).WaitAsync(Longest, TimeProvider.System)
            : "nothing";
    }

    private sealed class Seen
    {
        public string Tag { get; set; } = "";

        public string Type { get; set; } = "";

        public bool ReadOnly { get; set; }

        public bool Usable { get; set; }
    }
}
