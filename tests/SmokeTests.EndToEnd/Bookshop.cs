using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>The sample shop as a process, with a database of its own.</summary>
public sealed class Bookshop : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bookshop-").FullName;
    private readonly HttpClient http = new();
    private Running? process;

    public string Address { get; } = $"http://127.0.0.1:{Ports.Free()}";

    /// <summary>What points the sample's checks at this shop.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["SMOKETESTS__environments__local__site"] = Address,
        ["BOOKSHOP_DATABASE"] = Path.Combine(folder, "bookshop.db"),
    };

    /// <summary>Where its database is.</summary>
    public string Folder => folder;

    public async Task Open()
    {
        process = new Running("dotnet", [Product.Shop, "--urls", Address, "--database", Path.Combine(folder, "bookshop.db")]);
        await Patience.Answers("the shop", process, http, Address + "/health");
    }

    public async Task Break(string name) => (await http.PostAsync($"{Address}/breakage/{name}", null)).EnsureSuccessStatusCode();

    public async Task Heal(string name) => (await http.DeleteAsync($"{Address}/breakage/{name}")).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
            await process.DisposeAsync();
        Scratch.Remove(folder);
    }
}
