using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace SmokeTests.Testing;

/// <summary>A span as a collector gets it.</summary>
public sealed record SpanSeen(string Trace, string Id, string Parent, string Name, int Kind, DateTimeOffset Start, DateTimeOffset End,
    int Status, IReadOnlyDictionary<string, string> Tags)
{
    public const int Client = 3;
    public const int Error = 2;
}

/// <summary>A collector that reads what OpenTelemetry's exporter sends over HTTP: protobuf, as its specification says.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<SpanSeen> spans = new();
    private readonly TestSite site;

    private OtlpReceiver(TestSite site) => this.site = site;

    public IReadOnlyList<SpanSeen> Spans => [.. spans];

    /// <summary>What tells a runner to export there.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = site.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    public static async Task<OtlpReceiver> Start()
    {
        OtlpReceiver? receiver = null;
        var site = await TestSite.Answering(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/traces")
                receiver!.Read(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        });
        return receiver = new OtlpReceiver(site);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private void Read(byte[] request)
    {
        // ExportTraceServiceRequest.resource_spans, ResourceSpans.scope_spans, ScopeSpans.spans.
        foreach (var resource in Fields(request).Where(f => f.Number == 1))
            foreach (var scope in Fields(resource.Bytes).Where(f => f.Number == 2))
                foreach (var span in Fields(scope.Bytes).Where(f => f.Number == 2))
                    spans.Enqueue(Span(span.Bytes));
    }

    private static SpanSeen Span(byte[] bytes)
    {
        var fields = Fields(bytes).ToLookup(f => f.Number);
        return new SpanSeen(Hex(1), Hex(2), Hex(4), Text(fields[5]), (int)fields[6].Select(f => f.Value).FirstOrDefault(), At(7), At(8),
            (int)fields[15].SelectMany(f => Fields(f.Bytes)).Where(f => f.Number == 3).Select(f => f.Value).FirstOrDefault(),
            fields[9].Select(f => Fields(f.Bytes).ToLookup(a => a.Number))
                .ToDictionary(a => Text(a[1]), a => Value(Fields(a[2].First().Bytes).First())));

        string Hex(int field) => Convert.ToHexStringLower(fields[field].FirstOrDefault()?.Bytes ?? []);

        DateTimeOffset At(int field) => DateTimeOffset.UnixEpoch.AddTicks((long)(fields[field].First().Value / 100));
    }

    private static string Text(IEnumerable<Field> fields) => Encoding.UTF8.GetString(fields.FirstOrDefault()?.Bytes ?? []);

    private static string Value(Field value) => value.Number == 1 ? Encoding.UTF8.GetString(value.Bytes) : $"{value.Value}";

    private static IEnumerable<Field> Fields(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new Field(number, Varint(bytes, ref at), []);
                    break;
                case 1:
                    yield return new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), []);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    yield return new Field(number, 0, bytes[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    yield return new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)), []);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private sealed record Field(int Number, ulong Value, byte[] Bytes);
}
