using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace SmokeTests.Browsers;

/// <summary>
/// A browser that has been started. One that is retired takes no new contexts, and ends when its last one has closed, or does
/// not.
/// </summary>
internal sealed class Running
{
    /// <summary>A context that has not closed by then never will.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly (int Id, DateTime Began)? process;
    private int open;
    private bool retired;

    private Running(IBrowser browser, (int Id, DateTime Began)? process) => (Browser, this.process) = (browser, process);

    public IBrowser Browser { get; }

    /// <summary>How many contexts it has had.</summary>
    public int Served { get; private set; }

    public int Contexts { get { lock (gate) return open; } }

    public bool IsUsable => !retired && Browser.IsConnected;

    public static async Task<Running> Of(IBrowser browser)
    {
        var chrome = await browser.NewBrowserCDPSessionAsync();
        var told = await chrome.SendAsync("SystemInfo.getProcessInfo");
        await chrome.DetachAsync();
        var process = told?.GetProperty("processInfo").EnumerateArray().FirstOrDefault(p => p.GetProperty("type").GetString() == "browser");
        return new Running(browser,
            process is { ValueKind: JsonValueKind.Object } found ? Known(found.GetProperty("id").GetInt32()) : null);
    }

    public async Task<Place> Context(Func<IBrowser, BrowserNewContextOptions> options, CancellationToken stop)
    {
        var coming = Browser.NewContextAsync(options(Browser));
        lock (gate)
            (open, Served) = (open + 1, Served + 1);
        try
        {
            return new Place(this, await coming.WaitAsync(stop));
        }
        catch
        {
            _ = coming.ContinueWith(c => c.Exception is null ? Leave(c.Result) : Left(closed: true), CancellationToken.None,
                TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Closes a context. A browser in which one does not close is retired.</summary>
    public async Task Leave(IBrowserContext context)
    {
        var closed = false;
        try
        {
            await context.CloseAsync().WaitAsync(CloseLimit, TimeProvider.System);
            closed = true;
        }
        catch (PlaywrightException)
        {
            // It is closed, or its browser is gone.
            closed = true;
        }
        catch (TimeoutException)
        {
            // Told by what becomes of the browser.
        }
        await Left(closed);
    }

    public void Retire()
    {
        lock (gate)
        {
            retired = true;
            if (open > 0)
                return;
        }
        _ = End();
    }

    private Task Left(bool closed)
    {
        lock (gate)
        {
            open--;
            retired |= !closed;
            return retired && open == 0 ? End() : Task.CompletedTask;
        }
    }

    /// <summary>Closed as is right, killed where that does not help.</summary>
    private async Task End()
    {
        try
        {
            await Browser.CloseAsync().WaitAsync(CloseLimit, TimeProvider.System);
        }
        catch (PlaywrightException)
        {
            // It has ended.
        }
        catch (TimeoutException)
        {
            Kill();
        }
    }

    private void Kill()
    {
        // A number that another process has by now is left alone.
        if (process is not { } known || Known(known.Id) != known)
            return;
        try
        {
            using var browser = Process.GetProcessById(known.Id);
            browser.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }

    private static (int Id, DateTime Began)? Known(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return (id, process.StartTime);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
