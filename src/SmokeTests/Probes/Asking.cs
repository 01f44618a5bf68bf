using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using SmokeTests.Runs;
using SmokeTests.Tls;

namespace SmokeTests.Probes;

/// <summary>Asks something as one step with a time limit; what networks throw becomes the product's failure.</summary>
internal static class Asking
{
    public static Task<T> Go<T>(RunContext run, string step, string expected, TimeSpan limit, Func<CancellationToken, Task<T>> ask) =>
        run.Recorder.Take(step, async _ =>
    {
        using var late = new CancellationTokenSource(limit, run.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, run.Stop);
        run.Recorder.Reaching(expected);
        try
        {
            // What does not heed the token is left behind.
            return await ask(both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !run.Stop.IsCancellationRequested)
        {
            throw run.Recorder.Fail($"no answer within {Interval.Write(limit)}", expected, "none in time", because: e);
        }
        catch (Exception e) when (e is SocketException or IOException or WebSocketException or AuthenticationException
            or HttpRequestException)
        {
            throw run.Recorder.Fail($"it failed: {TlsFaults.Of(e, "the server", "the server", run.Time.GetUtcNow()) ?? e.Message}",
                expected, e.InnerException?.Message ?? e.Message, because: e);
        }
    });
}
