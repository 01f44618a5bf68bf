using SmokeTests.PageModel;
using SmokeTests.Recording;

namespace SmokeTests.Pages;

/// <summary>
/// Logs out as people do: by a link or button that says so, in a menu that opens where one points at it, and over a page that
/// asks once more.
/// </summary>
internal sealed class LoggingOut(Tab tab, Recorder recorder)
{
    private bool revealed;

    public async Task Go()
    {
        var (way, isLink) = await tab.Until(Find);
        await (isLink ? tab.Follow(way) : tab.Press(way));
        if (CommonForms.ConfirmsWayOut(await tab.Look(), await tab.Parts(Kind.Buttons), await tab.Parts(Kind.Fields)) is not { } sure)
            return;
        recorder.Note($"confirmed by \"{sure.Called}\"");
        await tab.Press(sure);
    }

    private async Task<((Part Way, bool IsLink), Complaint?)> Find()
    {
        var links = await tab.Parts(Kind.Links);
        if (await InSight(links) is { } link)
            return ((link, true), null);
        var buttons = await tab.Parts(Kind.Buttons);
        if (await InSight(buttons) is { } button)
            return ((button, false), null);
        Part[] unseen = [.. CommonForms.WaysOutOfSight(links), .. CommonForms.WaysOutOfSight(buttons)];
        if (unseen.Length > 0 && !revealed)
        {
            revealed = true;
            if (await tab.Reveal(unseen))
                return await Find();
        }
        // What stands beyond the page's edge can be reached at least by key.
        if (CommonForms.WayOut(links) is { } far)
            return ((far, true), null);
        if (unseen.Length == 0 && CommonForms.WaysOutIn([.. links, .. buttons]).FirstOrDefault(w => w.Inert is not null) is { } inert)
            return (default, new Complaint($"the way out \"{inert.Called}\" is inert: nobody can use it",
                "a button or link \"Log out\" or \"Sign out\" that can be used",
                $"{inert.Short}\nfound, but it {inert.Inert}"));
        return (default, unseen.Length > 0
            ? await tab.Hidden(new Complaint($"the way out \"{unseen[0].Called}\" is hidden",
                "a button or link \"Log out\" or \"Sign out\" that can be seen", unseen[0].Short), unseen[0])
            : Finding.Missing("no way to log out", "a button or link \"Log out\" or \"Sign out\"", buttons.Concat(links)));
    }

    private async Task<Part?> InSight(IReadOnlyList<Part> parts) =>
        await tab.Uncovered([.. CommonForms.WaysOutIn(parts.Where(p => !p.OutOfSight && p.Inert is null))]);
}
