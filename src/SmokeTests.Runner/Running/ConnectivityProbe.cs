using System.Net.Sockets;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Running;

/// <summary>
/// Addresses that have nothing to do with the product: <c>"canaries": ["https://example.com/", "tcp://1.1.1.1:53"]</c>. When
/// a check fails and none of them can be reached either, the fault is this machine's connection and not the product's.
/// </summary>
internal sealed class ConnectivityProbe(IReadOnlyList<Uri> addresses, HttpClient http, TimeProvider time) : IRunnerHealthCheck
{
    public const string Word = "The runner is connected";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private (DateTimeOffset At, Task<bool> Answer)? last;

    private bool isCutOff;

    public string Name => Word;

    /// <summary>Asks again while the last answer was no.</summary>
    public async ValueTask<HealthProblem?> Look() => !isCutOff || await Reach() ? null
        : new HealthProblem("it is cut off: none of its canaries can be reached", string.Join('\n', addresses),
            "Checks that fail meanwhile blame nobody. Look at this machine's network and name service.");

    /// <summary>Whether any can be reached; true where there are none. Many who ask at once get one answer.</summary>
    public Task<bool> Reach()
    {
        if (addresses.Count == 0)
            return Task.FromResult(true);
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (last is { } before && (!before.Answer.IsCompleted || now - before.At < Fresh && now >= before.At))
                return before.Answer;
            last = (now, Ask());
            return last.Value.Answer;
        }
    }

    private async Task<bool> Ask()
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var looks = addresses.Select(a => Ask(a, limit.Token)).ToList();
        var found = false;
        while (looks.Count > 0 && !found)
        {
            var first = await Task.WhenAny(looks);
            looks.Remove(first);
            found = await first;
        }
        await limit.CancelAsync();
        return !(isCutOff = !found);
    }

    /// <summary>Any answer will do, whatever it says.</summary>
    private async Task<bool> Ask(Uri address, CancellationToken cancel)
    {
        try
        {
            if (address.Scheme == "tcp")
            {
                using var client = new TcpClient();
                await client.ConnectAsync(address.Host, address.Port, cancel);
                return true;
            }
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
