using System.Net.Http.Json;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

public sealed record CheckSeen(string Id, string Name, string Group, string Team, string Environment, string? Outcome, string Colour,
    DateTimeOffset? LastRun, string? BlamedOn, DateTimeOffset? OpenSince, string? Message, string? Run = null);

public sealed record RunSeen(string Id, string Outcome, DateTimeOffset At, double Ms, string? Output, string? Location = null);

public sealed record NotificationSeen(long Id, string Team, string? Check, string Kind, string State, string Text, DateTimeOffset At,
    string? Error);

public sealed record WorkerSeen(string Suite, int ProcessId);

/// <summary><c>smoke serve</c> as a process, seen through its API.</summary>
public sealed class Runner : IAsyncDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("smoke-data-").FullName;
    private readonly HttpClient http;
    private readonly string[] arguments;
    private readonly IReadOnlyDictionary<string, string> environment;
    private Running? process;

    public Runner(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string? also = null)
    {
        // A run that somebody asks for is answered when it has ended.
        http = new HttpClient { BaseAddress = new Uri(Address), Timeout = Patience.Usual };
        this.arguments = [Product.Smoke, "serve", .. arguments, "--listen", also is null ? Address : $"{Address};{also}",
            "--public-address", Address, .. arguments.Contains("--data") ? Array.Empty<string>() : ["--data", data]];
        // Checks are broken and healed here within seconds: they neither flap nor wait for company, unless a test says so.
        this.environment = new Dictionary<string, string> { ["SMOKETESTS__alerts__confirmAfter"] = "300ms",
            ["SMOKETESTS__alerts__flapping"] = "off", ["SMOKETESTS__alerts__group"] = "100ms" }
            .Concat(environment ?? new Dictionary<string, string>()).GroupBy(v => v.Key).ToDictionary(v => v.Key, v => v.Last().Value);
    }

    public string Address { get; } = $"http://127.0.0.1:{Ports.Free()}";

    /// <summary>What lets this test in, where the board does not stand open.</summary>
    public string? Token { init => http.DefaultRequestHeaders.Authorization = new("Bearer", value!); }

    public string Output => process?.Output ?? "";

    /// <summary>Its data folder.</summary>
    public string Data => data;

    internal Running Process => process!;

    /// <summary>Starts it, whatever comes of that.</summary>
    public void Begin() => process = new Running("dotnet", arguments, environment);

    public async Task Start()
    {
        Begin();
        await Patience.Answers("the runner", Process, http, "/health/ready");
    }

    public Task<CheckSeen[]> Checks() => Get<CheckSeen[]>("/api/checks");

    public async Task<CheckSeen> Check(string name) => (await Checks()).Single(c => c.Name == name);

    public async Task<RunSeen[]> Runs(string check) => await RunsOf((await Check(check)).Id);

    public Task<RunSeen[]> RunsOf(string id) => Get<RunSeen[]>($"/api/checks/{Uri.EscapeDataString(id)}/runs");

    public Task<NotificationSeen[]> Notifications() => Get<NotificationSeen[]>("/api/notifications");

    public Task<WorkerSeen[]> Workers() => Get<WorkerSeen[]>("/api/workers");

    public Task<string> Page(string path) => Ask(() => http.GetStringAsync(path));

    /// <summary>Runs a check now, and returns what its run came to.</summary>
    public Task<string> RunNow(string id) => Ask(async () =>
    {
        var answer = await http.PostAsJsonAsync($"/api/checks/{Uri.EscapeDataString(id)}/run", new { });
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    });

    /// <summary>A message is marked after its receiver has answered: a moment after the receiver has it.</summary>
    public Task OutboxIsEmpty() => Until("no message waits", async () => (await Notifications()).All(n => n.State != "Waiting"));

    /// <summary>What it writes comes a moment after what it does.</summary>
    public Task Says(string words) => Until($"it says: {words}", () => Task.FromResult(Output.Contains(words, StringComparison.Ordinal)));

    public Task Until(string fact, Func<Task<bool>> isSo) => Patience.Until(fact, isSo, () => Output);

    private Task<T> Get<T>(string path) => Ask(async () => (await http.GetFromJsonAsync<T>(path))!);

    private async Task<T> Ask<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw new InvalidOperationException($"The runner does not answer. It wrote:\n{Output}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
            await process.DisposeAsync();
        Scratch.Remove(data);
    }
}
