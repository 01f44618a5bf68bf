using System.Net.Http;

[assembly: AssemblyFixture(typeof(Specimens.Warehouse))]

namespace Specimens;

/// <summary>What all checks of the suite need: it asks a server, and throws where the test says so.</summary>
public sealed class Warehouse : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("WAREHOUSE") is not { Length: > 0 } address)
            throw new InvalidOperationException("boom");
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(address));
    }

    public ValueTask DisposeAsync() => default;
}

[Team("shop")]
public class Checks
{
    [Fact]
    public void Passes() { }
}
