using System.Collections.Concurrent;
using System.Net;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests.Http;

/// <summary>One journey's way to the site: cookies and log-ins of its own, connections shared by the whole worker, redirects as browsers follow them.</summary>
internal sealed class Visitor : IRequester
{
    private readonly EnvironmentSettings environment;
    private readonly Recorder recorder;
    private readonly Courtesy courtesy;
    private readonly Func<CancellationToken> stopping;
    private readonly Sender sender;
    private readonly ConcurrentDictionary<string, BasicLogIn> logIns = new(StringComparer.OrdinalIgnoreCase);

    public Visitor(EnvironmentSettings environment, Recorder recorder, Courtesy courtesy, TimeProvider time, Func<CancellationToken> stopping)
    {
        (this.environment, this.recorder, this.courtesy, this.stopping) = (environment, recorder, courtesy, stopping);
        sender = new Sender(environment, recorder, time);
        foreach (var (origin, logIn) in environment.LogIns)
            Learn(origin, logIn);
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Sends, follows redirects and reads the body, within the step limit and the size limit.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="reading">How much of the answer is read; all by default.</param>
    public Task<Answer> Send(Request request, Reading reading = Reading.All) => sender.Send(request, this, reading, environment.StepLimit, stopping());

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
        Show(message, request.Address);
        return Task.CompletedTask;
    }

    /// <summary>Adds the cookies that belong to the address.</summary>
    public void Show(HttpRequestMessage message, Uri address)
    {
        if (Cookies.GetCookieHeader(address) is { Length: > 0 } cookie)
            message.Headers.TryAddWithoutValidation("Cookie", cookie);
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
            try
            {
                Cookies.SetCookies(address, cookie);
            }
            catch (CookieException)
            {
                // A browser ignores a cookie that it cannot read, and so does a journey.
            }
    }

    /// <summary>A log-in out of an address is good for its origin, until the journey ends.</summary>
    private void Learn(Uri address, BasicLogIn logIn)
    {
        recorder.Learn(logIn.Password);
        logIns[Origin.Of(address)] = logIn;
    }
}
