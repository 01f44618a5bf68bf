namespace SmokeTests.Recording;

/// <summary>
/// The last requests of a run with their answers, kept as they are until somebody asks: a run that passes pays for
/// references alone. At most 100 exchanges, and 4 MB of bodies.
/// </summary>
internal sealed class Transcript
{
    private const int Most = 100;
    private const int MostBytes = 4 * 1024 * 1024;
    private readonly LinkedList<Exchange> exchanges = [];
    private int bytes;

    public IReadOnlyList<Exchange> Exchanges { get { lock (exchanges) return [.. exchanges]; } }

    public Exchange? Last { get { lock (exchanges) return exchanges.Last?.Value; } }

    public void Add(Exchange exchange)
    {
        lock (exchanges)
        {
            exchanges.AddLast(exchange);
            bytes += exchange.Bytes;
            while (exchanges.Count > 1 && (exchanges.Count > Most || bytes > MostBytes))
            {
                bytes -= exchanges.First!.Value.Bytes;
                exchanges.RemoveFirst();
            }
        }
    }
}
