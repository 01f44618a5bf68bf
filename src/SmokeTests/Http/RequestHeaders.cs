namespace SmokeTests.Http;

/// <summary>
/// How a check makes itself known: a <c>User-Agent</c> to everyone; to the environment's own origins also a
/// <c>Smoke-Run</c> header with check and run, and a W3C <c>traceparent</c> (<see cref="Recording.Spans"/>). Third parties get
/// neither: a header that they do not know breaks their CORS.
/// </summary>
internal sealed class RequestHeaders(string check, string run, IReadOnlyList<Uri> own)
{
    private static readonly string Version = typeof(RequestHeaders).Assembly.GetName().Version!.ToString(3);

    public IReadOnlyList<Uri> Own => own;

    public string UserAgent => $"SmokeTests/{Version} ({check}; run {run})";

    public bool Owns(Uri address) => own.Any(o => o.Scheme == address.Scheme && o.Authority == address.Authority);

    public IEnumerable<(string Name, string Value)> For(Uri address) => Owns(address)
        ? [("Smoke-Run", $"{check}; {run}")]
        : [];
}
