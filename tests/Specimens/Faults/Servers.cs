using System.Globalization;

namespace Specimens;

/// <summary>What the tests put beside the site: a port that takes connections and says nothing, and one that nobody listens on.</summary>
internal static class Servers
{
    public static int Silent => Port("FAULTS_SILENT");

    public static int Closed => Port("FAULTS_CLOSED");

    public static async Task<string> Ask(int port, TimeSpan? limit = null, CancellationToken cancel = default)
    {
        using var client = new HttpClient { Timeout = limit ?? TimeSpan.FromMinutes(5) };
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), cancel);
    }

    private static int Port(string name) => int.Parse(Environment.GetEnvironmentVariable(name)!, CultureInfo.InvariantCulture);
}
