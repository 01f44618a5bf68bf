using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>A runner whose board lets in ada (an operator), bob (a viewer), whom the proxy names, and three tokens.</summary>
public sealed class Guarded : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private int clients;

    public Runner Runner { get; private set; } = null!;

    /// <summary>The one check that there is.</summary>
    public string Check { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var settings = Path.Combine(folder, "smoketests.json");
        await File.WriteAllTextAsync(Path.Combine(folder, "people.txt"),
            $"# who may see it\nada:operator:{Hash("difference-engine")}\nbob:viewer:{Hash("nanosecond-wire")}\n");
        await File.WriteAllTextAsync(settings, $$"""
            { "environments": { "local": { "site": "http://127.0.0.1:9" } },
              "teams": { "platform": { "slack": "board" } }, "slack": { "signingSecret": "a-secret-of-slack" },
              "access": { "passwords": "people.txt",
                "header": { "name": "X-Forwarded-User", "from": ["127.0.0.2/32"], "operators": ["grace"] },
                "tokens": {
                "reader": { "sha256": "{{Sha256("read-token")}}", "scopes": ["read"] },
                "actor": { "sha256": "{{Sha256("act-token")}}", "scopes": ["act"] },
                "ci": { "sha256": "{{Sha256("deploy-token")}}", "scopes": ["deploy"] } } } }
            """);
        Runner = new Runner([Product.Specimen("Passing"), "--settings", settings, "--every", "1s"]);
        await Runner.Start();
        using var reader = Client("read-token");
        await Runner.Until("its check has run",
            async () => (await reader.GetFromJsonAsync<CheckSeen[]>("/api/checks"))!.All(c => c.Outcome == "Passed"));
        Check = (await reader.GetFromJsonAsync<CheckSeen[]>("/api/checks"))!.Single().Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        Scratch.Remove(folder);
    }

    /// <summary>Somebody without a session, or with a token; follows no redirect by itself.</summary>
    /// <param name="from">Its address, on loopback; by default one that nobody else has, since guesses are counted by address.</param>
    public HttpClient Client(string? token = null, string? from = null)
    {
        var source = IPAddress.Parse(from ?? $"127.9.{Interlocked.Increment(ref clients) / 250}.{clients % 250 + 1}");
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(source, 0));
                await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri(Runner.Address) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Signs in as a person does: loads the form, fills it in.</summary>
    public static async Task<HttpResponseMessage> SignInAs(HttpClient client, string name, string password, string to = "/")
    {
        var token = Field(await client.GetStringAsync($"/signin?to={Uri.EscapeDataString(to)}"));
        return await client.PostAsync("/signin",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = name, ["password"] = password, ["to"] = to,
                ["__RequestVerificationToken"] = token }));
    }

    private static string Hash(string password) => new PasswordHasher<object>().HashPassword("", password);

    private static string Sha256(string token) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static string Field(string page) => Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
}

/// <summary>Who is let in, and to what.</summary>
public sealed class AccessTests(Guarded guarded) : IClassFixture<Guarded>
{
    /// <summary>What answers without a session, and why.</summary>
    private static readonly IReadOnlyDictionary<string, string> Public = new Dictionary<string, string>
    {
        ["GET /signin"] = "the way in", ["POST /signin"] = "the way in", ["GET /signin/provider"] = "the way in",
        ["GET /status"] = "off, unless it is set", ["GET /status.json"] = "mapped only where it is set",
            ["GET /status/feed.atom"] = "mapped only where it is set", ["GET /status/{group}.svg"] = "mapped only where it is set",
                ["GET /status/{group}.json"] = "mapped only where it is set",
        ["GET /board/{name}"] = "the style of the way in", ["GET /health/live"] = "asked by whoever runs the container",
            ["GET /health/ready"] = "asked by whoever runs the container",
        ["GET /act/{Ids}/{Signature}"] = "signed", ["POST /act/{ids}/{signature}/done"] = "signed",
            ["POST /slack/actions"] = "signed by Slack",
    };

    [Fact]
    public async Task Every_route_asks_who_is_there()
    {
        var routes = Routes();
        routes.Should().HaveCountGreaterThan(35).And.Contain("GET /wall").And.Contain("GET /events").And.Contain(
            "GET /runs/{id}/evidence/{name}");
        routes.Should().Contain(Public.Keys);
        using var nobody = guarded.Client();
        var (bob, ada) = (guarded.Client(), guarded.Client());
        (await Guarded.SignInAs(bob, "bob", "nanosecond-wire")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        (await Guarded.SignInAs(ada, "ada", "difference-engine")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        foreach (var route in routes.Where(r => !Public.ContainsKey(r)))
        {
            (await Ask(nobody, route)).Should().Be(401, $"{route} is not public");
            using var page = await nobody.SendAsync(new HttpRequestMessage(HttpMethod.Get,
                Fill(route)) { Headers = { { "Accept", "text/html" } } }, HttpCompletionOption.ResponseHeadersRead);
            if (route.StartsWith("GET", StringComparison.Ordinal))
                page.Headers.Location?.ToString().Should().Contain("/signin?to=", $"{route}: people are shown the way in");
            if (route == "POST /signout")
                continue;
            if (route == "POST /api/reports")
            {
                (await Ask(ada, route)).Should().Be(403, "it is for runners at other locations, not for people");
                continue;
            }
            var acts = !route.StartsWith("GET", StringComparison.Ordinal);
            (await Ask(bob, route)).Should()
                .Match(status => acts ? status == 403 : status != 401 && status != 403,
                    $"{route}: a viewer {(acts ? "does not act" : "looks")}");
            (await Ask(ada, route)).Should().Match(status => status != 401 && status != 403, $"{route}: an operator may");
            (await Ask(guarded.Client("read-token"), route)).Should()
                .Match(status => acts ? status == 403 : status != 401 && status != 403, $"{route}: a token that reads");
            (await Ask(guarded.Client("deploy-token"), route)).Should()
                .Match(status => route == "POST /api/deploys" ? status < 401 : status == 403, $"{route}: a token that marks deploys");
            (await Ask(guarded.Client("no-token"), route)).Should().Be(401, $"{route}: a token that nobody gave");
        }
    }

    [Theory]
    [InlineData("GET", "/act/1/00ff", null, null, 200, "not signed by this board")]                                   // 403 as a page
    [InlineData("POST", "/act/1/00ff/done", "what=acknowledge&by=eve", null, 403, "not signed")]
    [InlineData("POST", "/slack/actions", "payload={}", "X-Slack-Signature: v0=00", 401, "not signed")]
    [InlineData("GET", "/", null, "X-Forwarded-User: grace", 401, null)]                                             // not from the proxy
    [InlineData("GET", "/api/checks", null, "Authorization: Basic YWRhOmRpZmZlcmVuY2UtZW5naW5l", 401, null)]
    [InlineData("GET", "/api/checks", null, "Authorization: Bearer ", 401, null)]
    [InlineData("GET", "/api/checks", null, "Cookie: smoke-session=CfDJ8forged", 401, null)]
    [InlineData("GET", "/signin?to=https://evil.example/", null, null, 200, "value=\"/\"")]
    [InlineData("GET", "/signin?to=//evil.example/", null, null, 200, "value=\"/\"")]
    [InlineData("GET", "/signin?to=/%5Cevil.example", null, null, 200, "value=\"/\"")]
    [InlineData("GET", "/signin?to=javascript:alert(1)", null, null, 200, "value=\"/\"")]
    [InlineData("GET", "/signin?to=/checks%22%3E%3Cscript%3Ealert(1)%3C/script%3E", null, null, 200, "&lt;script&gt;")]
    // no token of the form
    [InlineData("POST", "/signin", "name=ada&password=difference-engine", null, 400, "came from elsewhere")]
    [InlineData("GET", "/board/..%2Fsmoketests.json", null, null, 404, null)]
    [InlineData("GET", "/board/%2e%2e%2fkeys", null, null, 404, null)]
    public async Task Somebody_without_a_session_gets_nowhere(string method, string path, string? form, string? header, int status,
        string? says)
    {
        using var client = guarded.Client();
        using var answer = await client.SendAsync(Request(method, path, form, header));
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(path.StartsWith("/act/1/00ff", StringComparison.Ordinal) ? 403 : status, text);
        if (says is not null)
            text.Should().Contain(says);
        text.Should().NotContain("<script>alert");
    }

    [Theory]
    [InlineData("GET", "/runs/../../../../etc/passwd", null, 404)]
    [InlineData("GET", "/runs/RUN/evidence/..%2F..%2F..%2Fsmoke.db", null, 404)]
    [InlineData("GET", "/runs/RUN/evidence/%2e%2e%2f%2e%2e%2fsmoke.db", null, 404)]
    [InlineData("GET", "/runs/..%2F..%2Fsmoke.db/evidence/smoke.db", null, 404)]
    [InlineData("GET", "/runs/RUN/evidence/smoke.db%00.png", null, 400)]
    [InlineData("GET", "/checks/%3Cscript%3Ealert(1)%3C%2Fscript%3E", null, 404)]
    [InlineData("GET", "/teams/%3Cscript%3Ealert(1)%3C%2Fscript%3E", null, 404)]
    [InlineData("GET", "/wall?environment=%3Cscript%3Ealert(1)%3C/script%3E", null, 200)]
    [InlineData("GET", "/incidents/1%3Bdrop%20table%20runs", null, 404)]
    [InlineData("POST", "/silences", "on=&for=1h&why=x", 400)]                         // a form of another site
    [InlineData("POST", "/silences/1/lift", "x=1", 400)]
    [InlineData("POST", "/signout", "x=1", 400)]
    public async Task An_operator_is_no_way_in_for_others(string method, string path, string? form, int status)
    {
        using var ada = guarded.Client();
        await Guarded.SignInAs(ada, "ada", "difference-engine");
        using var answer = await ada.SendAsync(Request(method, path.Replace("RUN", "0123456789ab", StringComparison.Ordinal), form, null));
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        text.Should().NotContain("<script>alert").And.NotContain("SQLite format");
        if (path.Contains("%00", StringComparison.Ordinal))
            return; // Refused before it reaches the board.
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src").And.NotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Theory]
    [InlineData("/status")]
    [InlineData("/status.json")]
    [InlineData("/status/feed.atom")]
    [InlineData("/status/All.svg")]
    public async Task What_is_public_by_setting_is_not_public_without_it(string path)
    {
        using var nobody = guarded.Client();
        using var answer = await nobody.GetAsync(path);
        ((int)answer.StatusCode).Should().BeOneOf(401, 404);
    }

    [Fact]
    public async Task Json_of_another_sites_page_is_refused()
    {
        using var ada = guarded.Client();
        await Guarded.SignInAs(ada, "ada", "difference-engine");
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/api/deploys") { Content = JsonContent.Create(new { service = "shop", version = "1" }),
            Headers = { { "Origin", "https://evil.example" } } };
        (await ada.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        using var own = new HttpRequestMessage(HttpMethod.Post,
            "/api/deploys") { Content = JsonContent.Create(new { service = "shop", version = "1" }),
            Headers = { { "Origin", guarded.Runner.Address } } };
        (await ada.SendAsync(own)).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_body_that_is_too_large_and_a_request_that_never_comes_are_cut_off()
    {
        using var client = guarded.Client("deploy-token");
        var cut = async () => await client.PostAsync("/api/deploys",
            new StringContent(new string(' ', 2_000_000), Encoding.UTF8, "application/json"));
        try
        {
            (await cut()).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException e)
        {
            e.InnerException.Should().BeOfType<IOException>("the server closes the way");
        }
        using var slow = new TcpClient("127.0.0.1", new Uri(guarded.Runner.Address).Port);
        await slow.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "u8.ToArray());
        var buffer = new byte[1024];
        var answered = Encoding.ASCII.GetString(buffer, 0,
            await slow.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        answered.Should().Contain("408");
    }

    [Fact]
    public async Task The_proxy_says_who_is_there_and_nobody_else_can()
    {
        using var proxy = guarded.Client(from: "127.0.0.2");
        (await Get(proxy, "/settings", "grace")).Should()
            .Match<(int Status, string Text)>(r => r.Status == 200 && r.Text.Contains("Who did what"));
        (await Get(proxy, "/settings", "eve")).Should()
            .Match<(int Status, string Text)>(r => r.Status == 200 && !r.Text.Contains("Who did what"), "she is a viewer");
        proxy.DefaultRequestHeaders.Authorization = new("Basic", "Z3JhY2U6aG9wcGVy");
        (await Get(proxy, "/settings", "grace")).Status.Should().Be(200, "the password was the proxy's to look at");
        using var other = guarded.Client(from: "127.0.0.3");
        (await Get(other, "/settings", "grace")).Status.Should().Be(401);

        static async Task<(int Status, string Text)> Get(HttpClient client, string path, string user)
        {
            using var answer = await client.SendAsync(
                new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-User", user } } });
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Signing_in_leads_where_one_wanted_to_go_and_what_is_done_is_written_down()
    {
        using var ada = guarded.Client(from: "127.0.0.4");
        (await Guarded.SignInAs(ada, "ada", "wrong")).Headers.Location!.ToString().Should().StartWith("/signin?failed=password");
        (await Guarded.SignInAs(ada, "nobody", "difference-engine")).Headers.Location!.ToString().Should()
            .StartWith("/signin?failed=password");
        (await Guarded.SignInAs(ada, "ada", "difference-engine", "//evil.example")).Headers.Location!.ToString().Should().Be("/");
        (await Guarded.SignInAs(ada, "ada", "difference-engine", "/silences")).Headers.Location!.ToString().Should().Be("/silences");

        var token = Guarded.Field(await ada.GetStringAsync("/silences"));
        (await ada.PostAsync("/silences",
            Form(token, ("on", "team=storefront"), ("for", "2h"), ("why", "moving house")))).Headers.Location!.ToString().Should()
            .Be("/silences");
        (await ada.PostAsync("/silences", Form(token, ("on", ""), ("for", "soon"), ("why", "x")))).Headers.Location!.ToString().Should()
            .Be("/silences?wrong=1&for=soon&why=x");
        (await ada.GetStringAsync("/silences")).Should().ContainAll("team=storefront", "moving house", "ada");
        var ran = await ada.PostAsync($"/checks/{Uri.EscapeDataString(guarded.Check)}/run", Form(token));
        (await ada.GetStringAsync(ran.Headers.Location)).Should().Contain("Passed");
        (await ada.GetStringAsync("/settings")).Should()
            .ContainAll("sign-in refused", "signed in", "silenced for 2 h", "ran now", "127.0.0.4").And.NotContain("difference-engine");

        (await ada.PostAsync("/signout", Form(token))).Headers.Location!.ToString().Should().Be("/signin");
        (await ada.GetAsync("/settings")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_cookie_is_dead_once_its_person_has_signed_out()
    {
        using var ada = guarded.Client(from: "127.0.0.6");
        using var signedIn = await Guarded.SignInAs(ada, "ada", "difference-engine");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("smoke-session=", StringComparison.Ordinal))
            .Split(';')[0];
        (await Ask()).Should().Be(HttpStatusCode.OK);
        (await ada.PostAsync("/signout", Form(Guarded.Field(await ada.GetStringAsync("/silences"))))).StatusCode.Should()
            .Be(HttpStatusCode.Redirect);
        (await Ask()).Should().Be(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> Ask()
        {
            using var thief = guarded.Client(from: "127.0.0.7");
            using var answer = await thief.SendAsync(
                new HttpRequestMessage(HttpMethod.Get, "/api/checks") { Headers = { { "Cookie", cookie } } });
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("/signin", "application/json", "{}", 415)]
    [InlineData("/signin", "multipart/form-data; boundary=x", "--x\r\nbroken", 400)]
    [InlineData("/signin", "multipart/form-data", "a=b", 400)]
    [InlineData("/signin", "application/x-www-form-urlencoded", "%", 400)]
    [InlineData("/silences", "application/json", "{}", 415)]
    [InlineData("/silences", "text/plain", "x", 400)]
    public async Task A_body_that_is_no_form_is_refused_and_no_fault_of_the_server(string path, string type, string body, int status)
    {
        using var ada = guarded.Client();
        await Guarded.SignInAs(ada, "ada", "difference-engine");
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await ada.PostAsync(path, content);
        ((int)answer.StatusCode).Should().Be(status, await answer.Content.ReadAsStringAsync());
        guarded.Runner.Output.Should().NotContain("   at ", "no stack stands in the log");
    }

    [Fact]
    public async Task Guessing_tokens_is_slow()
    {
        using var eve = guarded.Client(from: "127.0.0.8");
        using var reader = guarded.Client("read-token", from: "127.0.0.8");
        (await reader.GetAsync("/api/checks")).StatusCode.Should().Be(HttpStatusCode.OK);
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 12; guess++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get,
                "/api/checks") { Headers = { Authorization = new("Bearer", $"guess {guess}") } };
            using var answer = await eve.SendAsync(request);
            statuses.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                answer.Headers.RetryAfter!.Delta.Should().BePositive();
        }
        statuses.Take(10).Should().AllBeEquivalentTo(HttpStatusCode.Unauthorized);
        statuses.Skip(10).Should().AllBeEquivalentTo(HttpStatusCode.TooManyRequests);
        (await reader.GetAsync("/api/checks")).StatusCode.Should().Be(HttpStatusCode.OK, "it was right before");
        using var right = guarded.Client("read-token");
        (await right.GetAsync("/api/checks")).StatusCode.Should().Be(HttpStatusCode.OK, "nobody elsewhere is locked out");
    }

    [Theory]
    [InlineData("ops", 200, true)]
    [InlineData("staff", 200, false)]
    [InlineData("guests", 401, false)]
    public async Task A_provider_says_who_somebody_is_and_the_settings_what_she_may_do(string group, int status, bool acts)
    {
        await using var provider = await IdentityProvider.Start("ada", group);
        await using var runner = new Runner([Product.Specimen("Passing")], new Dictionary<string, string>
        {
            ["SMOKETESTS__access__oidc__authority"] = provider.Address, ["SMOKETESTS__access__oidc__clientId"] = "smoke",
                ["SMOKETESTS__access__oidc__clientSecret"] = "a-secret-of-the-client",
            ["SMOKETESTS__access__oidc__operators"] = "ops", ["SMOKETESTS__access__oidc__viewers"] = "staff",
        });
        await runner.Start();
        using var browser = new HttpClient { BaseAddress = new Uri(runner.Address) };
        var page = await browser.GetStringAsync("/signin?to=/settings");
        page.Should().Contain("Sign in at 127.0.0.1");
        await browser.GetAsync("/signin/provider?to=/settings");
        using var answer = await browser.GetAsync("/settings");
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        (await browser.PostAsJsonAsync("/silences/1/lift", new { })).StatusCode.Should()
            .Be(acts ? HttpStatusCode.OK : status == 200 ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Guessing_passwords_is_slow()
    {
        using var eve = guarded.Client(from: "127.0.0.5");
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 12; guess++)
            statuses.Add((await Guarded.SignInAs(eve, "ada", $"guess {guess}")).StatusCode);
        statuses.Take(10).Should().AllBeEquivalentTo(HttpStatusCode.Redirect);
        statuses.Skip(10).Should().AllBeEquivalentTo(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Without_settings_for_it_the_board_stays_on_loopback_and_goes_by_its_own_names()
    {
        var (code, said) = await Product.Run([Product.Smoke, "serve", Product.Specimen("Passing"), "--listen",
            $"http://0.0.0.0:{Ports.Free()}", "--data", Directory.CreateTempSubdirectory().FullName]);
        code.Should().Be(2, said);
        said.Should().Contain("who may see it");
        await using var open = new Runner([Product.Specimen("Passing")]);
        await open.Start();
        using var http = new HttpClient { BaseAddress = new Uri(open.Address) };
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        (await http.SendAsync(rebound)).StatusCode.Should()
            .Be(HttpStatusCode.BadRequest, "a page elsewhere must not reach it by a name of its own");
    }

    private static FormUrlEncodedContent Form(string token, params (string Name, string Value)[] fields) =>
        new(fields.Append(("__RequestVerificationToken", token)).ToDictionary(f => f.Item1, f => f.Item2));

    private static HttpRequestMessage Request(string method, string path, string? form, string? header)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = form is null ? null
            : new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded") };
        if (header?.Split(": ", 2) is [var name, var value])
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>The status of a route's answer; a stream that goes on is left once it has answered.</summary>
    private async Task<int> Ask(HttpClient client, string route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Split(' ')[0]),
            Fill(route)) { Content = route.StartsWith("GET", StringComparison.Ordinal) ? null : JsonContent.Create(new { }) };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private string Fill(string route) =>
        Regex.Replace(route.Split(' ')[1], @"\{(\w+)(:long)?\}", match => match.Groups[2].Success ? "987654321"
        : route.Contains("/checks/", StringComparison.Ordinal) ? Uri.EscapeDataString(guarded.Check) : "unknown");

    /// <summary>
    /// Every route that the application maps: an approved file, which the runner's own tests hold against the application.
    /// </summary>
    private static string[] Routes() =>
        File.ReadAllLines(Path.Combine(Product.Root, "tests", "SmokeTests.Runner.Tests", "Approved", "routes.txt"))
        .Where(l => l.Length > 0).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))).ToArray();
}
