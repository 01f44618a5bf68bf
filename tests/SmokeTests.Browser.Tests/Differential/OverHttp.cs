using System.Text;
using SmokeTests.HttpPages;
using SmokeTests.PageModel;

namespace SmokeTests.Tests.Differential;

/// <summary>Does a document's acts without a browser.</summary>
internal sealed class OverHttp(ArrivedRequests site)
{
    public async Task<string> Try(int number, FormDocument document)
    {
        var address = site.Show(number, document);
        await using var drive = Drive.On(site.Address, Driver.Http);
        var tab = drive.NewHttpTab();
        await tab.Open(address.AbsoluteUri, null);
        var log = new StringBuilder();
        try
        {
            foreach (var act in document.Acts)
                log.Append(act.Id).Append(' ').AppendLine(await Do(tab, act));
            log.AppendLine(await Finish(tab, document.Last, number));
        }
        finally
        {
            site.Forget(number);
        }
        return log.ToString();
    }

    private static async Task<string> Do(HttpTab tab, FormAct act)
    {
        if (await Find(tab, act.Kind == ActKind.Attach ? Kind.Files : Kind.Fields, act.Id) is not { ReadOnly: false } part)
            return "skipped";
        if (act.Kind == ActKind.Attach)
        {
            await tab.Attach(part, [new ChosenFile(act.Value, ChosenFile.TypeOf(act.Value), [0, 1, 2, 255])]);
            return "attached";
        }
        return await tab.Set(part, act.Value) is { } refused ? refused.Problem : "filled";
    }

    private async Task<string> Finish(HttpTab tab, FormAct act, int number)
    {
        var enters = act.Kind == ActKind.Enter;
        if (await Find(tab, enters ? Kind.Fields : Kind.Buttons, act.Id) is not { } part || enters && part.ReadOnly)
            return "skipped";
        try
        {
            await (enters ? tab.Send(part) : tab.Press(part));
        }
        catch (JourneyFailedException e)
        {
            return Outcome.Of(e.Message);
        }
        return site.From(number) is { IsCompletedSuccessfully: true } sent ? await sent : "nothing";
    }

    private static async Task<Part?> Find(HttpTab tab, Kind kind, string id) =>
        (await tab.Parts(kind, "#" + id)) is [{ Hidden: false, Disabled: false } part] ? part : null;
}
