using System.Diagnostics;
using System.Runtime.CompilerServices;
using SmokeTests.Recording;

namespace SmokeTests.Runner.Running;

/// <summary>
/// A run as a trace: the run is its root, its steps are spans within it and within each other, the requests that they sent
/// are client spans, and what the site makes of these names them as parents. Written after the fact, with the ids that the
/// requests bore.
/// </summary>
internal static class RunSpans
{
    /// <summary>A collector takes messages of 4 MB; a batch has 512 spans.</summary>
    private const int MostName = 256;
    private const int MostText = 1_000;

    /// <summary>The id of the trace that this thread is about to begin: that of a run is known before its span is.</summary>
    [ThreadStatic]
    private static ActivityTraceId? wanted;

    static RunSpans() => Activity.TraceIdGenerator = () => wanted ?? ActivityTraceId.CreateRandom();

    public static void Write(ActivitySource source, Check check, Run run, KeyValuePair<string, object?>[] tags)
    {
        var trace = SpanIds.IsTrace(run.Trace) ? run.Trace : null;
        var began = run.Began is { } first && first >= run.At && first - run.At < check.Limit * 2 ? first : run.At;
        (Activity.Current, wanted) = (null, trace is null ? null : ActivityTraceId.CreateFromString(trace));
        var name = TextLimit.CutLine(check.FullName, MostName);
        using var root = source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), tags, startTime: run.At);
        wanted = null;
        if (root is null)
            return;
        root.SetTag("run", run.Id).SetTag("outcome", run.Outcome.ToString().ToLowerInvariant());
        if (run.Failure is { } failure)
            root.SetStatus(ActivityStatusCode.Error, TextLimit.CutLine(failure.Summary, MostText));
        if (trace is not null)
            Name(root, SpanIds.OfRun(trace));
        var end = run.At.AddMilliseconds(run.Ms);
        var steps = Steps(source, root, run, trace, began, ref end);
        foreach (var request in trace is null ? [] : run.Requests)
            Request(source, request, request.Step >= 0 && request.Step < steps.Count ? steps[request.Step] : root.Context, began, ref end);
        root.SetEndTime(end.UtcDateTime);
    }

    private static List<ActivityContext> Steps(
        ActivitySource source, Activity root, Run run, string? trace, DateTimeOffset began, ref DateTimeOffset last)
    {
        var around = new List<ActivityContext> { root.Context };
        var written = new List<ActivityContext>();
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            var depth = Math.Clamp(step.Depth, 0, around.Count - 1);
            var (start, end) = Span(began, step.StartMs, step.Ms, ref last);
            using var part = source.StartActivity(TextLimit.CutLine(step.Name, MostName), ActivityKind.Internal, around[depth],
                startTime: start);
            if (part is null)
                continue;
            if (trace is not null)
                Name(part, SpanIds.OfStep(trace, i));
            part.SetTag("url.full", step.Page).SetTag("http.response.status_code", step.Status);
            part.SetTag("note", step.Note is { } note ? TextLimit.CutLine(note, MostText) : null);
            part.SetStatus(step.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset).SetEndTime(end.UtcDateTime);
            around.RemoveRange(depth + 1, around.Count - depth - 1);
            around.Add(part.Context);
            written.Add(part.Context);
        }
        return written;
    }

    private static void Request(
        ActivitySource source, RequestSpan request, ActivityContext parent, DateTimeOffset began, ref DateTimeOffset last)
    {
        var (start, end) = Span(began, request.StartMs, request.Ms, ref last);
        using var sent = source.StartActivity(TextLimit.CutLine(request.Method, MostName), ActivityKind.Client, parent, startTime: start);
        if (sent is null)
            return;
        Name(sent, request.Id);
        sent.SetTag("http.request.method", request.Method).SetTag("url.full", request.Url);
        sent.SetTag("http.response.status_code", request.Status);
        if (Uri.TryCreate(request.Url, UriKind.Absolute, out var address))
            sent.SetTag("server.address", address.Host).SetTag("server.port", address.Port);
        if (request.Error is { } error || request.Status is >= 400)
            sent.SetTag("error.type", request.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no_answer")
                .SetStatus(ActivityStatusCode.Error, request.Error is null ? null : TextLimit.CutLine(request.Error, MostText));
        sent.SetEndTime(end.UtcDateTime);
    }

    /// <summary>What had not ended when the run had ends with it. Nothing ends after the root.</summary>
    private static (DateTimeOffset Start, DateTimeOffset End) Span(DateTimeOffset began, double startMs, double ms, ref DateTimeOffset last)
    {
        var start = After(began, startMs);
        var end = ms < 0 ? (last > start ? last : start) : After(start, ms);
        if (end > last)
            last = end;
        return (start, end);
    }

    /// <summary>Numbers of a run may come from elsewhere: one that is none, or is as long as a year, adds nothing.</summary>
    private static DateTimeOffset After(DateTimeOffset at, double ms) => ms is >= 0 and < 86_400_000 ? at.AddMilliseconds(ms) : at;

    /// <summary>.NET makes the ids of spans itself and takes none; here the site has been told them already.</summary>
    private static void Name(Activity span, string id)
    {
        if (id.Length == 16 && id.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f'))
            SpanId(span) = id;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanId(Activity span);
}
