namespace SmokeTests.Recording;

/// <summary>
/// The trace of one run. Each request to the environment's own origins names its parent in it: a span of its own where the
/// runner exports traces, which is told with the run; the step that sends it where it does not, or where there are too many.
/// </summary>
internal sealed class Spans(TimeProvider time, SecretRedactor redactor)
{
    /// <summary>A page that asks without end is not told without end.</summary>
    public const int MostRequests = 500;

    private const int MostUrl = 2_000;
    private const int MostError = 200;

    private readonly long began = time.GetTimestamp();
    private readonly List<RequestSpan> requests = [];

    /// <summary>When the journey began.</summary>
    public DateTimeOffset Began { get; } = time.GetUtcNow();

    /// <summary>32 hexadecimal digits: what all requests of the run name.</summary>
    public string Trace { get; } = SpanIds.NewTrace();

    /// <summary>Whether each request is noted: somebody exports it.</summary>
    public bool AreExported { get; set; }

    /// <summary>Whether nobody will ever know the run as a trace: its requests are told of none.</summary>
    public bool AreUntold { get; set; }

    public IReadOnlyList<RequestSpan> Requests { get { lock (requests) return [.. requests]; } }

    /// <param name="step">The place of the step that sends it; -1 for none.</param>
    /// <param name="method">GET, POST ….</param>
    /// <param name="address">Where it goes.</param>
    public SentRequest Send(int step, string method, Uri address)
    {
        if (!AreExported || Begin(step, method, address) is not { } place)
            return new SentRequest(Parent(step < 0 ? SpanIds.OfRun(Trace) : SpanIds.OfStep(Trace, step)), null);
        return new SentRequest(Parent(SpanIds.OfRequest(Trace, place)), (status, error) => End(place, status, error));
    }

    private int? Begin(int step, string method, Uri address)
    {
        var url = redactor.Blot(address.AbsoluteUri);
        var start = Math.Round(Elapsed(), 2);
        lock (requests)
        {
            if (requests.Count == MostRequests)
                return null;
            var id = SpanIds.OfRequest(Trace, requests.Count);
            requests.Add(new RequestSpan(id, step, method, TextLimit.CutLine(url, MostUrl), start, -1, null, null));
            return requests.Count - 1;
        }
    }

    private void End(int place, int? status, string? error)
    {
        var told = error is null ? null : TextLimit.CutLine(redactor.Blot(error), MostError);
        lock (requests)
        {
            var ms = Math.Round(Math.Max(0, Elapsed() - requests[place].StartMs), 2);
            requests[place] = requests[place] with { Ms = ms, Status = status, Error = told };
        }
    }

    private double Elapsed() => time.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Of a sampled trace.</summary>
    private string Parent(string span) => $"00-{Trace}-{span}-01";
}
