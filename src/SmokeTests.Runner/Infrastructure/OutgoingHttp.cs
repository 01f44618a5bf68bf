namespace SmokeTests.Runner.Infrastructure;

/// <summary>
/// The client that the runner tells others with: webhooks, pagers, the heartbeat, the runner that decides. It follows no
/// redirect, since a message that is redirected becomes a GET of some page, and it keeps no cookies.
/// </summary>
internal static class OutgoingHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>Every request has a limit of its own; the client has none.</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = LongestConnect,
        PooledConnectionLifetime = ConnectionLife,
        // What waits to be read of an answer that nobody wants is not worth a connection.
        MaxResponseDrainSize = 0,
    })
    { Timeout = Timeout.InfiniteTimeSpan };
}
