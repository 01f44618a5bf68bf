namespace SmokeTests.Http;

/// <summary>
/// One sending of a request: whether it went over a connection that had served before, and whether a byte of an answer
/// came. Only a request that met neither a new connection nor an answer may be sent again (RFC 9112, 9.3.1 and 9.6).
/// </summary>
internal sealed class Sending
{
    private static readonly AsyncLocal<Sending?> Now = new();
    private static readonly HttpRequestOptionsKey<Sending> Key = new("smoketests.sending");

    public static Sending? Current => Now.Value;

    public bool OnKeptConnection { get; set; }

    public bool Answered { get; set; }

    /// <summary>What has come of the answer's head.</summary>
    public AnswerHead? Head { get; set; }

    /// <summary>The last sending of a message; null before it was sent.</summary>
    public static Sending? Of(HttpRequestMessage message) => message.Options.TryGetValue(Key, out var sending) ? sending : null;

    /// <summary>Begins in the calling method, until that ends.</summary>
    public static Sending Begin(HttpRequestMessage message)
    {
        Now.Value = new Sending();
        message.Options.Set(Key, Now.Value);
        return Now.Value;
    }
}
