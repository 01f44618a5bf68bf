using System.Collections.Concurrent;
using SmokeTests.Addresses;
using SmokeTests.Http.Cookies;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests.Http;

/// <summary>
/// One journey's way to the site: cookies and log-ins of its own, connections shared by the whole worker, redirects as browsers
/// follow them.
/// </summary>
internal sealed class Visitor : IRequester
{
    private readonly EnvironmentSettings environment;
    private readonly Recorder recorder;
    private readonly RequestHeaders courtesy;
    private readonly Func<CancellationToken> stopping;
    private readonly Sender sender;
    private readonly ConcurrentDictionary<string, BasicLogIn> logIns = new(StringComparer.OrdinalIgnoreCase);

    public Visitor(EnvironmentSettings environment, Recorder recorder, RequestHeaders courtesy, TimeProvider time,
        Func<CancellationToken> stopping)
    {
        (this.environment, this.recorder, this.courtesy, this.stopping) = (environment, recorder, courtesy, stopping);
        Cookies = new CookieJar(time);
        sender = new Sender(environment, recorder, time);
        foreach (var (origin, logIn) in environment.LogIns)
            Learn(origin, logIn);
    }

    public CookieJar Cookies { get; }

    public LoggedInUsers Users { get; } = new();

    /// <summary>Sends, follows redirects and reads the body, within the step limit and the size limit.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="reading">How much of the answer is read; all by default.</param>
    public Task<Answer> Send(Request request, Reading reading = Reading.All) =>
        sender.Send(request, this, reading, environment.StepLimit, stopping());

    public Task Dress(HttpRequestMessage message, Request request, CancellationToken cancel)
    {
        if (request.LogIn is { } written)
            Learn(request.Address, written);
        message.Headers.TryAddWithoutValidation("User-Agent", courtesy.UserAgent);
        foreach (var (name, value) in courtesy.For(request.Address))
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        if (!logIns.IsEmpty && logIns.TryGetValue(Origin.Of(request.Address), out var logIn))
            message.Headers.Authorization = logIn.Header;
        Show(message, request.Address, request.IsTyped ? null : request.From);
        return Task.CompletedTask;
    }

    /// <summary>Adds the cookies that belong to the address.</summary>
    /// <param name="message">What gets them.</param>
    /// <param name="address">Where it goes.</param>
    /// <param name="from">The page whose link or form leads there.</param>
    public void Show(HttpRequestMessage message, Uri address, Uri? from = null)
    {
        if (Cookies.Header(address, from, message.Method == HttpMethod.Get || message.Method == HttpMethod.Head) is { Length: > 0 } cookie)
            message.Headers.TryAddWithoutValidation("Cookie", cookie);
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
            Cookies.Keep(address, cookie);
    }

    /// <summary>A log-in out of an address is good for its origin, until the journey ends.</summary>
    private void Learn(Uri address, BasicLogIn logIn)
    {
        recorder.Learn(logIn.Password);
        logIns[Origin.Of(address)] = logIn;
    }
}
