using Microsoft.Playwright;
using SmokeTests.Http;
using SmokeTests.Runs;

namespace SmokeTests.Browsers;

/// <summary>
/// Asks beside the browser, with its cookies and under its name: for answers whose bodies nobody reads, which Playwright would
/// read whole.
/// </summary>
internal sealed class BrowserRequester(IBrowserContext context, RunContext run, string userAgent) : IRequester
{
    public async Task<int> Status(Uri address, Uri? from)
    {
        var sender = new Sender(run.Settings, run.Recorder, run.Time);
        var request = new Request(HttpMethod.Get, address, From: from);
        return (int)(await sender.Send(request, this, Reading.Nothing, run.Settings.StepLimit, run.Stop)).Status;
    }

    public async Task Dress(HttpRequestMessage message, Request request, CancellationToken cancel)
    {
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        message.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        foreach (var (name, value) in run.RequestHeaders.For(request.Address))
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.Authorization = request.LogIn?.Header ?? run.LogInOf(request.Address);
        var cookies = await context.CookiesAsync([request.Address.AbsoluteUri]).WaitAsync(cancel);
        if (cookies.Count > 0)
            message.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(c => $"{c.Name}={c.Value}")));
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        // A link that is only looked at changes nothing in the browser.
    }
}
