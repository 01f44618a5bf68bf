using System.Collections.Concurrent;
using Microsoft.Playwright;
using SmokeTests.Browsers;
using SmokeTests.Runs;

namespace SmokeTests;

/// <summary>
/// The same journey in a real browser: <c>await Browser.Open("/login")</c> in place of <c>await Open("/login")</c>. One
/// Chromium stays warm for all runs of a process; each run has a context of its own, with nothing of the others in it.
/// To be called within a test of a class that derives from <see cref="Journey"/>.
/// </summary>
public static class Browser
{
    private static readonly TimeSpan LogInsHold = TimeSpan.FromMinutes(10);
    private static readonly ConcurrentDictionary<(string Environment, string User), (string State, DateTimeOffset Until)> Stored = new();

    /// <summary>Opens a page in a tab of its own. Tabs of one journey share their cookies.</summary>
    /// <param name="address">Relative to the environment's site, or a whole address.</param>
    /// <param name="status">The status to expect instead of one below 400, such as 404.</param>
    /// <exception cref="CheckBrokenException">There is no browser, or it does not start.</exception>
    public static async Task<BrowserPage> Open(string address, int? status = null)
    {
        var run = RunContext.Current;
        var page = Of(run, (await Session.WithTab(run)).Tab);
        await page.Open(address, status);
        return page;
    }

    /// <summary>
    /// Opens a page as somebody who has logged in: with the log-in of an earlier run of this process where there is one (kept
    /// for 10 minutes, in memory alone), by logging in where there is none, or where it does not hold any more.
    /// </summary>
    /// <param name="address">The page, behind the log-in.</param>
    /// <param name="account">Who.</param>
    /// <param name="logIn">Where people log in; <c>/login</c> by default.</param>
    public static async Task<BrowserPage> OpenLoggedIn(string address, Account account, string logIn = "/login")
    {
        ArgumentNullException.ThrowIfNull(account);
        var run = RunContext.Current;
        var key = (run.Settings.Name, account.User);
        if (Stored.TryGetValue(key, out var stored) && stored.Until > run.Time.GetUtcNow())
        {
            var (returning, known) = await Session.WithTab(run, stored.State);
            returning.Users.Add(run.Settings.Site, account.User);
            var page = Of(run, known);
            await page.Open(address);
            if (!await page.Tab.AsksToLogIn())
                return page;
            returning.Users.Remove(run.Settings.Site);
        }
        var (session, tab) = await Session.WithTab(run);
        var fresh = Of(run, tab);
        await fresh.Open(logIn);
        await fresh.LogIn(account);
        Stored[key] = (await session.Context.StorageStateAsync(), run.Time.GetUtcNow() + LogInsHold);
        await fresh.Open(address);
        return fresh;
    }

    /// <summary>Playwright's context of this run, for what the vocabulary lacks.</summary>
    public static async Task<IBrowserContext> Context() => (await Session.Of(RunContext.Current)).Context;

    private static BrowserPage Of(RunContext run, BrowserTab tab) => new(tab, run.Recorder);
}
