namespace SmokeTests.Recording;

/// <summary>A request that is on its way: what it says of its trace, and where its end is noted.</summary>
/// <param name="traceParent">The value of its <c>traceparent</c>.</param>
/// <param name="end">Notes its end; null where nobody wants to know.</param>
internal sealed class SentRequest(string traceParent, Action<int?, string?>? end)
{
    private int ended;

    public string TraceParent => traceParent;

    /// <summary>Its end; the first word counts.</summary>
    /// <param name="status">The answer's status; null where none came.</param>
    /// <param name="error">Why none came.</param>
    public void End(int? status, string? error = null)
    {
        if (end is not null && Interlocked.Exchange(ref ended, 1) == 0)
            end(status, error);
    }
}
