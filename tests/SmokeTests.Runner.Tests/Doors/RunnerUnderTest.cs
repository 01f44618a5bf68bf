using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Hosting;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// A whole runner in this process, with its board on a free port, and with checks that no worker runs: whoever asks for a run
/// gets one that is lost. Ada is an operator; the token may do everything; the provider of identities is away.
/// </summary>
internal sealed partial class RunnerUnderTest : IAsyncDisposable
{
    public const string Token = "a-token-for-everything";
    public const string Password = "difference-engine";
    public const string Location = "dublin";
    public const string SlackSecret = "a-secret-of-slack";
    public const string Check = "Shop.Orders@production";
    public const string Located = "Shop.Searches@production";
    public const string Elsewhere = "Shop.Pays@production";

    private static readonly string Hash = new PasswordHasher<object>().HashPassword("", Password);
    private readonly CancellationTokenSource stop = new();
    private readonly string folder;
    private string provider = "";
    private readonly ILoggerFactory log;
    private readonly HttpClient http = OutgoingHttp.Create();
    private RunnerHost service = null!;
    private Task running = Task.CompletedTask;

    private RunnerUnderTest(string folder)
    {
        this.folder = folder;
        log = LoggerFactory.Create(l => l.AddProvider(Log));
    }

    public CollectingLog Log { get; } = new();

    public Uri Address { get; private set; } = null!;

    public HistoryStore HistoryStore { get; private set; } = null!;

    public WebApplication App { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>It has ended by itself, and the test has seen how.</summary>
    public bool IsOver { get; set; }

    /// <summary>Its work; done when it has ended.</summary>
    public Task Running => running;

    public IReadOnlyList<RouteEndpoint> Routes =>
        [.. ((IEndpointRouteBuilder)App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

    /// <param name="place">Where its history is: a file, or a database.</param>
    /// <param name="folder">Its data folder.</param>
    /// <param name="provider">Where its people sign in; nobody answers there by default.</param>
    public static async Task<RunnerUnderTest> Start(string place, string folder, string provider = "http://127.0.0.1:9/")
    {
        var runner = new RunnerUnderTest(folder) { provider = provider };
        try
        {
            await runner.Begin(place);
            return runner;
        }
        catch
        {
            await runner.DisposeAsync();
            throw;
        }
    }

    public async Task<RawAnswer> Get(string path, params string[] headers) => await Send("GET", path, null, headers);

    /// <param name="body">Null for none.</param>
    public Task<RawAnswer> Send(string method, string path, string? body, params string[] headers)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(body ?? "");
        var head = $"{method} {path} HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: "
            + $"close\r\n{string.Concat(headers.Select(h => h + "\r\n"))}{(body is null ? "" : $"Content-Length: {bytes.Length}\r\n")}\r\n";
        return RawClient.Send(Address, [.. System.Text.Encoding.UTF8.GetBytes(head), .. bytes], isCut: false,
            TestContext.Current.CancellationToken);
    }

    /// <summary>As a program with the token does.</summary>
    public Task<RawAnswer> Api(string method, string path, string? json, params string[] headers) =>
        Send(method, path, json,
            [$"Authorization: Bearer {Token}", .. json is null ? Array.Empty<string>() : ["Content-Type: application/json"], .. headers]);

    public Task<RawAnswer> Form(string path, string form, params string[] headers) =>
        Send("POST", path, form, [$"Authorization: Bearer {Token}", "Content-Type: application/x-www-form-urlencoded", .. headers]);

    /// <summary>As a person does: loads the form, fills it in.</summary>
    /// <param name="from">Her address, as the proxy says it.</param>
    public async Task<(RawAnswer Answer, string FormCookie)> SignIn(string name, string password, string from = "10.0.0.1", string to = "/")
    {
        var page = await Get("/signin");
        var cookie = page.Cookies.Single();
        var form = $"name={OddTexts.Escape(name)}&password={OddTexts.Escape(password)}"
            + $"&to={OddTexts.Escape(to)}&__RequestVerificationToken={FormToken(page.Text)}";
        return (await Send("POST", "/signin", form, $"Cookie: {cookie}", $"X-Forwarded-For: {from}",
            "Content-Type: application/x-www-form-urlencoded"), cookie);
    }

    public static string FormToken(string page) => AntiforgeryField().Match(page).Groups[1].Value;

    /// <summary>The link of a message about the first incident.</summary>
    public string Act => $"/act/1/{Get<LinkSigner>().Sign("act 1")}";

    /// <summary>Something of each kind, so that there is what can be shown and acted on.</summary>
    public async Task Fill()
    {
        var words = new Message("opened", "✗ it is broken (storefront)", [new Fact("What", "it broke")], []);
        Get<Incidents>().Open(Check, Fault.Product, "storefront", "", "it broke", words, DateTimeOffset.UtcNow);
        (await Api("POST", $"/api/checks/{Check}/run", "{}")).Status.Should().Be(200);
        (await Api("POST", "/api/silences", """{"on":"nothing","for":"1h","why":"because"}""")).Status.Should().Be(201);
        (await Api("POST", "/api/deploys", """{"service":"shop","version":"1","url":"https://ci.example/"}""")).Status.Should().Be(201);
        (await Form("/incidents/1/notes", "text=It+is+being+mended.")).Status.Should().Be(302);
        (await Api("POST", "/api/reports", Reports.Good(DateTimeOffset.UtcNow))).Status.Should().Be(204);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            if (!IsOver)
                await running;
        }
        finally
        {
            if (App is not null)
                await App.DisposeAsync();
            if (service is not null)
                await service.DisposeAsync();
            HistoryStore?.Dispose();
            http.Dispose();
            log.Dispose();
            stop.Dispose();
        }
    }

    private async Task Begin(string place)
    {
        HistoryStore = new HistoryStore(Dialect.For(place));
        var settings = Settings();
        var setup = new RunnerHostOptions(new SuiteChoice([], [], null, CheckSelector.Everything), null, folder,
            settings, HistoryStore, null, null);
        service = new RunnerHost(setup,
            new AlertingOptions(settings, http, new ChangeSignal(), "https://smoke.example", TimeProvider.System, log));
        // As if a suite had been loaded: no worker is needed to ask for its checks.
        typeof(SuiteRegistry).GetProperty(nameof(SuiteRegistry.Checks))!.SetValue(service.SuiteRegistry,
            Checks().ToFrozenDictionary(c => c.Id));
        var builder = BoardHost.Prepare("http://127.0.0.1:0", TimeSpan.FromSeconds(1));
        builder.Logging.ClearProviders().AddProvider(Log);
        BoardHost.Guard(builder.Services, settings.Access, folder,
            place.Contains("Host=", StringComparison.OrdinalIgnoreCase) ? HistoryStore : null);
        service.Show(builder.Services);
        App = BoardHost.Build(builder, new HostNames(settings.Access, "https://smoke.example"));
        await App.StartAsync(TestContext.Current.CancellationToken);
        Address = new Uri(App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        running = service.Run(stop.Token);
    }

    /// <summary>From a file, as a runner has them.</summary>
    private RunnerSettings Settings()
    {
        File.WriteAllText(Path.Combine(folder, "people.txt"), $"ada:operator:{Hash}\n");
        var path = Path.Combine(folder, "smoketests.json");
        File.WriteAllText(path, $$"""
            { "teams": { "storefront": { "slack": "board" } }, "slack": { "signingSecret": "{{SlackSecret}}" },
              "status": { "title": "The shop", "groups": { "Ordering": "orders", "All": "environment=production" } },
              "links": { "viewer": "http://traces.smoke.example/", "source": "https://git.example/{path}#L{line}",
                "trace": "https://traces.example/{trace}" },
              "access": { "passwords": "people.txt", "oidc": { "authority": "{{provider}}",
                "clientId": "smoke", "clientSecret": "a-secret-of-the-client" },
                "header": { "name": "X-Forwarded-User", "from": ["127.0.0.1/32"], "operators": ["grace"] },
                "tokens": { "{{Location}}": { "sha256": "{{AccessSetup.Hash(Token)}}", "scopes": ["read", "act", "deploy", "report"] },
                  "oslo": { "sha256": "{{AccessSetup.Hash(Token + " of oslo")}}", "scopes": ["report"] } } } }
            """);
        var file = SettingsFile.Load(path, new Dictionary<string, string>());
        var settings = RunnerSettings.Read(file);
        file.Mistakes.Should().BeEmpty();
        return settings;
    }

    private static Check[] Checks() =>
    [
        New(Check) with { IsExplicit = true, File = "/_/src/Shop.cs", Line = 7 },
        New(Located) with { Locations = [Location] },
        New(Elsewhere) with { Locations = ["oslo"] },
    ];

    [GeneratedRegex(@"name=""__RequestVerificationToken"" value=""([^""]+)""")]
    private static partial Regex AntiforgeryField();

    private static Check New(string id) =>
        new(id, id.Split('@')[0], "Shop", "production", id.Split('@')[0], "Shop", "Shop", "storefront")
        {
            Schedule = Schedule.ByHand,
            Limit = TimeSpan.FromSeconds(10),
        };
}
