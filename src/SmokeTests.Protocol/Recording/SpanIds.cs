using System.Globalization;
using System.Security.Cryptography;

namespace SmokeTests.Recording;

/// <summary>
/// The ids of the spans of one trace. They follow from the trace's own id and a number, so that whoever knows the trace of a
/// run and its steps, as the history does, knows their spans: the same that the run's requests named as their parents.
/// </summary>
internal static class SpanIds
{
    private const int TraceLength = 32;
    private const long FirstRequest = 1L << 32;

    /// <summary>Header of the W3C's trace context.</summary>
    public const string Header = "traceparent";

    /// <summary>32 hexadecimal digits.</summary>
    public static string NewTrace() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TraceLength / 2));

    /// <summary>Whether it is a trace's id as the W3C writes it: 32 lower-case hexadecimal digits, not all of them 0.</summary>
    public static bool IsTrace(string? trace) =>
        trace is { Length: TraceLength } && trace.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f') && trace.Any(c => c != '0');

    /// <summary>The span of the run itself.</summary>
    public static string OfRun(string trace) => Of(trace, 0);

    /// <param name="trace">The trace.</param>
    /// <param name="step">The step's place among the run's steps, from 0.</param>
    public static string OfStep(string trace, int step) => Of(trace, step + 1L);

    /// <param name="trace">The trace.</param>
    /// <param name="request">The request's place among those of the run, from 0.</param>
    public static string OfRequest(string trace, int request) => Of(trace, FirstRequest + request);

    /// <summary>SplitMix64: numbers that differ have ids that differ.</summary>
    private static string Of(string trace, long number)
    {
        var id = ulong.Parse(trace.AsSpan(TraceLength / 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        id += (ulong)(number + 1) * 0x9E3779B97F4A7C15;
        id = (id ^ (id >> 30)) * 0xBF58476D1CE4E5B9;
        id = (id ^ (id >> 27)) * 0x94D049BB133111EB;
        id ^= id >> 31;
        // An id of zeros is none.
        return (id == 0 ? 1 : id).ToString("x16", CultureInfo.InvariantCulture);
    }
}
