using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// What comes to the board from outside and cannot be is refused with a status and a reason, and leaves no stack in the log.
/// </summary>
public abstract class BoardDoorTests(BoardDoor door)
{
    private readonly RunnerUnderTest runner = door.Open();

    /// <summary>Of its own: guesses are counted by address.</summary>
    private static int addresses;

    private static string Someone => $"10.9.{Interlocked.Increment(ref addresses) / 250}.{addresses % 250 + 1}";

    [Theory]
    [InlineData("/api/deploys", """{"service":"a\u0000b","version":"1"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1\u0000"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1\ud800"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1\n2"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","by":"a\u0000"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","by":"LONG"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","on":"a\u0000"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","on":"LONG"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","url":"https://ci.example/\u0000"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","url":"https://ci.example/LONG"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","url":"javascript:alert(1)"}""")]
    [InlineData("/api/silences", """{"on":"a\u0000","for":"1h","why":"x"}""")]
    [InlineData("/api/silences", """{"on":"tem=storefront","for":"1h","why":"x"}""")]
    [InlineData("/api/deploys", """{"service":"shop","version":"1","on":"team=a and"}""")]
    [InlineData("/api/silences", """{"on":"","for":"1h","why":"x\u0000"}""")]
    [InlineData("/api/silences", """{"on":"","for":"1h","why":"LONG"}""")]
    [InlineData("/api/silences", """{"on":"LONG","for":"1h","why":"x"}""")]
    [InlineData("/api/silences", """{"on":"","for":"1h\u0000","why":"x"}""")]
    [InlineData("/api/silences", "null")]
    [InlineData("/api/incidents/1/acknowledge", """{"why":"x\u0000"}""")]
    [InlineData("/api/incidents/1/acknowledge", """{"why":"LONG"}""")]
    [InlineData("/api/incidents/1/acknowledge", "null")]
    public async Task A_text_that_no_history_takes_is_refused(string path, string json) =>
        Refused(await runner.Api("POST", path, json.Replace("LONG", new string('x', 5_000), StringComparison.Ordinal)), 400);

    [Theory]
    [InlineData("/incidents/1/notes", "text=a%00b")]
    [InlineData("/incidents/1/notes", "text=a%01b")]
    [InlineData("/incidents/1/notes", "text=LONG")]
    [InlineData("/incidents/1/notes", "text=")]
    [InlineData("ACT/done", "what=acknowledge&by=a%00b")]
    [InlineData("ACT/done", "what=acknowledge&by=a%0Ab")]
    [InlineData("ACT/done", "what=acknowledge&by=ada&why=a%00b")]
    [InlineData("ACT/done", "what=1h&by=ada&why=LONG")]
    [InlineData("ACT/done", "what=1h%00&by=ada")]
    public async Task A_field_that_no_history_takes_is_refused(string path, string form) =>
        Refused(await runner.Form(path.Replace("ACT", runner.Act, StringComparison.Ordinal),
            form.Replace("LONG", new string('x', 5_000), StringComparison.Ordinal)), 400);

    [Theory]
    [InlineData("on=a%01b&for=1h&why=x", "&for=1h&why=x")]
    [InlineData("on=&for=1h&why=a%1Bb", "&for=1h")]
    [InlineData("on=&for=1h&why=LONG", "&for=1h")]
    [InlineData("on=a%20and&for=1h&why=x", "&on=a%20and&for=1h&why=x")]
    [InlineData("on=a&for=soon&why=x", "&on=a&for=soon&why=x")]
    public async Task A_silence_that_is_none_leads_back_to_its_page_with_what_was_typed(string form, string kept)
    {
        var answer = await runner.Form("/silences", form.Replace("LONG", new string('x', 5_000), StringComparison.Ordinal));
        (answer.Status, answer.Header("Location")).Should().Be((302, $"/silences?wrong=1{kept}"));
        runner.Log.Stacks.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("\ud800")]
    public async Task A_name_that_nobody_bears_signs_nobody_in(string name)
    {
        var (answer, _) = await runner.SignIn(name, "x", Someone);
        answer.Status.Should().BeInRange(300, 499);
        runner.Log.Stacks.Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_as_long_as_a_book_is_refused_before_anything_remembers_it() =>
        Refused((await runner.SignIn(new string('x', 100_000), "x", Someone)).Answer, 400);

    [Fact]
    public async Task Right_passwords_are_not_counted_and_who_guesses_is_told_how_long_to_wait()
    {
        var (guest, ada) = (Someone, Someone);
        for (var time = 0; time < 12; time++)
            (await runner.SignIn("ada", RunnerUnderTest.Password, ada)).Answer.Header("Location").Should().Be("/");
        for (var guess = 0; guess < 10; guess++)
            (await runner.SignIn("ada", $"guess {guess}", guest)).Answer.Header("Location").Should().StartWith("/signin?failed=password");
        var refused = (await runner.SignIn("ada", "guess", guest)).Answer;
        refused.Status.Should().Be(429);
        int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture).Should().BeInRange(1, 60);
    }

    [Fact]
    public async Task Links_that_are_signed_by_somebody_else_are_slowed_down_and_right_ones_are_not()
    {
        var from = $"X-Forwarded-For: {Someone}";
        for (var guess = 0; guess < 10; guess++)
            (await Act("/act/1/00ff/done")).Status.Should().Be(403);
        var refused = await Act("/act/1/00ff/done");
        refused.Status.Should().Be(429);
        int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture).Should().BeInRange(1, 60);
        for (var time = 0; time < 12; time++)
            (await Act(runner.Act + "/done")).Status.Should().Be(302);

        Task<RawAnswer> Act(string path) =>
            runner.Send("POST", path, "what=acknowledge&by=ada", from, "Content-Type: application/x-www-form-urlencoded");
    }

    [Theory]
    [InlineData("smoke-session=chunks-3")]
    [InlineData("smoke-session=chunks-2147483647")]
    [InlineData("smoke-session=chunks-2147483647; smoke-sessionC1=x")]
    [InlineData("smoke-session=chunks-2; smoke-sessionC1=x; smoke-sessionC2=y")]
    [InlineData("smoke-session=chunks--1")]
    [InlineData("smoke-session=")]
    [InlineData("smoke-session=CfDJ8")]
    public async Task A_session_that_is_none_is_none(string cookie)
    {
        Refused(await runner.Get("/api/checks", $"Cookie: {cookie}"), 401);
        (await runner.Get("/", $"Cookie: {cookie}", "Accept: text/html")).Status.Should().Be(302);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("CfDJ8forged")]
    [InlineData("%00")]
    [InlineData("")]
    public async Task A_garbled_cookie_of_forms_is_refused_and_the_next_form_has_a_good_one(string value)
    {
        Refused(await runner.Send("POST", "/signin", "name=ada&password=x&__RequestVerificationToken=x",
            $"Cookie: smoke-antiforgery={value}", "Content-Type: application/x-www-form-urlencoded", $"X-Forwarded-For: {Someone}"), 400);
        var page = await runner.Get("/signin", $"Cookie: smoke-antiforgery={value}");
        page.Status.Should().Be(200);
        page.Cookies.Should().ContainSingle().Which.Should().StartWith("smoke-antiforgery=");
        runner.Log.Stacks.Should().BeEmpty();
    }

    [Fact]
    public async Task A_provider_that_is_away_is_said_to_be()
    {
        var answer = await runner.Get("/signin/provider?to=/wall");
        answer.Status.Should().Be(302);
        answer.Header("Location").Should().StartWith("/signin?failed=away");
        runner.Log.Stacks.Should().BeEmpty();
        var page = await runner.Get(answer.Header("Location")!);
        page.Text.Should().Contain("127.0.0.1 does not answer").And.Contain("to=%2Fwall");
    }

    [Theory]
    [InlineData("2147483647", "1")]
    [InlineData("2147483647", "1000")]
    [InlineData("-2147483648", "2147483647")]
    public async Task Whoever_skips_more_checks_than_there_are_gets_none_and_no_next_page(string skip, string limit)
    {
        var answer = await runner.Api("GET", $"/api/checks?skip={skip}&limit={limit}", null);
        answer.Status.Should().Be(200);
        answer.Header("Link").Should().BeNull();
    }

    [Theory]
    [InlineData("POST", "/slack/actions", "application/x-www-form-urlencoded", 413)]
    [InlineData("POST", "/api/silences", "application/json", 413)]
    [InlineData("POST", "/silences", "application/x-www-form-urlencoded", 413)]
    [InlineData("POST", "/signin", "application/x-www-form-urlencoded", 413)]
    public async Task A_body_that_is_too_large_is_refused_without_a_stack(string method, string path, string type, int status) =>
        Refused(await runner.Send(method, path, new string('x', 1_100_000), $"Content-Type: {type}",
            $"Authorization: Bearer {RunnerUnderTest.Token}", $"X-Forwarded-For: {Someone}"), status);

    [Theory]
    [InlineData("/api/silences", "application/json; charset=klingon", 415)]
    [InlineData("/api/reports", "application/json; charset=utf-7", 415)]
    [InlineData("/api/reports", "application/json; charset=\"UTF-8\"", 204)]
    [InlineData("/silences", "application/x-www-form-urlencoded; charset=utf-7", 415)]
    [InlineData("/silences", "application/x-www-form-urlencoded; charset=klingon", 415)]
    [InlineData("/silences", "multipart/form-data; boundary=", 400)]
    [InlineData("ACT/done", "application/x-www-form-urlencoded; charset=utf-7", 415)]
    public async Task A_charset_that_nobody_reads_is_refused(string path, string type, int status)
    {
        var body = path.StartsWith("/api/reports", StringComparison.Ordinal)
            ? Reports.Good(DateTimeOffset.UtcNow, "00123456789abcdef0aaaaa") : path.StartsWith("/api", StringComparison.Ordinal) ? "{}"
            : "on=nothing&for=1h&why=x&by=ada&what=1h";
        Refused(await runner.Send("POST", path.Replace("ACT", runner.Act, StringComparison.Ordinal), body, $"Content-Type: {type}",
            $"Authorization: Bearer {RunnerUnderTest.Token}"), status);
    }

    [Theory]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/checks/Ünïcode?q=ñ", "/checks/%C3%9Cn%C3%AFcode?q=%C3%B1")]
    [InlineData("/\ud83d\ude00", "/%F0%9F%98%80")]
    [InlineData("/checks/a%20b", "/checks/a%20b")]
    [InlineData("/\u0001", "/")]
    public async Task Whoever_signs_in_comes_to_the_page_that_she_wanted(string to, string location)
    {
        var (answer, _) = await runner.SignIn("ada", RunnerUnderTest.Password, Someone, to);
        (answer.Status, answer.Header("Location")).Should().Be((302, location));
        runner.Log.Stacks.Should().BeEmpty();
    }

    [Theory]
    [InlineData("payload", 400)]
    [InlineData("", 400)]
    [InlineData("payload=%00", 400)]
    [InlineData("payload=[]", 400)]
    [InlineData("payload={\"type\":\"block_actions\",\"actions\":[]}", 400)]
    [InlineData("payload={\"type\":\"block_actions\",\"user\":7,\"actions\":[{\"action_id\":\"acknowledge\",\"value\":\"1\"}]}", 400)]
    [InlineData("payload={\"type\":\"block_actions\",\"user\":{\"name\":\"a\\u0000b\"},"
        + "\"actions\":[{\"action_id\":\"acknowledge\",\"value\":\"1\"}]}", 200)]
    [InlineData("payload={\"type\":\"block_actions\",\"user\":{\"name\":\"LONG\"},\"actions\":[{\"action_id\":\"1h\",\"value\":\"1\"}]}",
        200)]
    [InlineData("payload={\"type\":\"block_actions\",\"user\":{\"name\":\"a\"},"
        + "\"response_url\":\"file:///etc/passwd\",\"actions\":[{\"action_id\":\"1h\",\"value\":\"1\"}]}", 200)]
    public async Task What_Slack_has_signed_is_a_button_or_none(string body, int status)
    {
        body = body.Replace("LONG", new string('x', 5_000), StringComparison.Ordinal);
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunnerUnderTest.SlackSecret), Encoding.UTF8.GetBytes($"v0:{seconds}:{body}"));
        Refused(await runner.Send("POST", "/slack/actions", body, $"X-Slack-Request-Timestamp: {seconds}",
            $"X-Slack-Signature: v0={Convert.ToHexStringLower(mac)}"), status);
    }

    [Theory]
    [InlineData("HTTP/1.1\r\nHost: ..", 400)]
    [InlineData("HTTP/1.1\r\nHost: .", 400)]
    [InlineData("HTTP/1.1\r\nHost: *", 400)]
    [InlineData("HTTP/1.1\r\nHost: _", 200)]
    [InlineData("HTTP/1.1\r\nHost: [::1", 400)]
    [InlineData("HTTP/1.1\r\nHost: x:99999", 400)]
    [InlineData("HTTP/1.1\r\nHost: a b", 400)]
    [InlineData("HTTP/1.1\r\nHost:", 200)]
    [InlineData("HTTP/1.0", 200)]
    public async Task A_host_that_is_none_is_refused(string version, int status)
    {
        var request = $"GET /signin {version}\r\nConnection: close\r\n\r\n";
        Refused(await RawClient.Send(runner.Address, Encoding.ASCII.GetBytes(request), isCut: false,
            TestContext.Current.CancellationToken), status);
    }

    [Fact]
    public async Task A_note_of_an_older_version_with_characters_that_XML_has_not_is_in_the_feed()
    {
        runner.Get<History.Incidents>().AddNote(1, "ada", "before\u0001\ufffeafter", DateTimeOffset.UtcNow);
        var feed = await runner.Get("/status/feed.atom");
        feed.Status.Should().Be(200);
        feed.Text.Should().Contain("before").And.Contain("after");
        runner.Log.Stacks.Should().BeEmpty();
    }

    [Fact]
    public async Task Whoever_the_proxy_names_has_a_name() =>
        Refused(await runner.Get("/api/checks", $"X-Forwarded-User: {new string('x', 5_000)}"), 401);

    [Theory]
    [InlineData(RunnerUnderTest.Elsewhere, "from dublin")]
    [InlineData(RunnerUnderTest.Check, "from dublin")]
    [InlineData("Shop.Vanishes@production", "no check here")]
    public async Task A_location_reports_what_is_meant_for_it_and_is_told_what_is_not(string check, string why)
    {
        var answer = await runner.Api("POST", "/api/reports", Reports.Good(DateTimeOffset.UtcNow, "00123456789abcdef0bbbbb", check));
        Refused(answer, 400);
        answer.Text.Should().Contain(why).And.Contain($"\"checks\":[\"{check}\"]", "who reports leaves them out, and nothing else");
    }

    [Fact]
    public async Task The_run_of_another_location_is_not_touched_by_whoever_names_it()
    {
        const string run = "00123456789abcdef0ccccc";
        runner.HistoryStore.Save(
            [new History.HistoryEntry(SmokeTests.Monitoring.Checks.Run.Without(Known(RunnerUnderTest.Elsewhere), DateTimeOffset.UtcNow,
                Worker.Outcome.Failed, "it broke") with { Id = run, Location = "oslo" }, false, [])]);

        var answer = await runner.Api("POST", "/api/reports", Reports.Good(DateTimeOffset.UtcNow, run));

        Refused(answer, 400);
        answer.Text.Should().Contain(run);
        runner.HistoryStore.Read(db => Dapper.SqlMapper.ExecuteScalar<long>(db, "select count(*) from evidence where run = @run",
            new { run })).Should().Be(0);
        runner.HistoryStore.Read(db => Dapper.SqlMapper.ExecuteScalar<long>(db, "select count(*) from arrivals where id = @run",
            new { run })).Should().Be(0);
    }

    [Fact]
    public async Task A_report_that_comes_again_is_taken_again()
    {
        var report = Reports.Good(DateTimeOffset.UtcNow, "00123456789abcdef0ddddd");
        Refused(await runner.Api("POST", "/api/reports", report), 204);
        Refused(await runner.Api("POST", "/api/reports", report), 204);
        await TestContext.Current.Until(() => runner.HistoryStore.Run("00123456789abcdef0ddddd") is not null);
        Refused(await runner.Api("POST", "/api/reports", report), 204);
    }

    [Theory]
    [InlineData("\"enclosures\": [{ \"run\": \"00123456789abcdef0eeeee\"", "\"enclosures\": [{ \"run\": \"00123456789abcdef0fffff\"",
        "no run of this report")]
    [InlineData("\"name\": \"page.html\", \"content\"", "\"name\": \"other.html\", \"content\"", "not among the evidence of its run")]
    public async Task A_file_that_comes_along_is_of_a_run_that_comes_along_and_names_it(string good, string bad, string why)
    {
        var report = Reports.Good(DateTimeOffset.UtcNow, "00123456789abcdef0eeeee");
        report.Should().Contain(good);
        var answer = await runner.Api("POST", "/api/reports", report.Replace(good, bad, StringComparison.Ordinal));
        Refused(answer, 400);
        answer.Text.Should().Contain(why);
    }

    [Fact]
    public async Task Whoever_has_signed_out_is_out_whatever_else_stands_among_the_keys()
    {
        runner.HistoryStore.Write((db, transaction) => Dapper.SqlMapper.Execute(db,
            "insert into keys (name, value) values ('signed out x', 'abc')", transaction: transaction));
        var (answer, form) = await runner.SignIn("ada", RunnerUnderTest.Password, Someone);
        var cookies = $"Cookie: {string.Join("; ", answer.Cookies.Append(form))}";
        var token = RunnerUnderTest.FormToken((await runner.Get("/signout", cookies)).Text);
        Refused(await runner.Send("POST", "/signout", $"__RequestVerificationToken={token}", cookies,
            "Content-Type: application/x-www-form-urlencoded"), 302);
        Refused(await runner.Get("/api/checks", cookies), 401);
    }

    private SmokeTests.Monitoring.Checks.Check Known(string id) => runner.Get<SmokeTests.Runner.Running.SuiteRegistry>().Checks[id];

    private void Refused(RawAnswer answer, int status)
    {
        answer.Status.Should().Be(status, answer.Text);
        runner.Log.Stacks.Should().BeEmpty();
    }
}

/// <summary>A runner that the tests of a class share.</summary>
public abstract class BoardDoor : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-door-").FullName;
    private RunnerUnderTest runner = null!;

    private protected string Folder => folder;

    private protected abstract string Place { get; }

    public async ValueTask InitializeAsync()
    {
        runner = await RunnerUnderTest.Start(Place, folder);
        await runner.Fill();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await runner.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal RunnerUnderTest Open()
    {
        runner.Log.Forget();
        return runner;
    }
}

/// <summary>With its history in a file.</summary>
public sealed class SqliteBoardDoor : BoardDoor
{
    private protected override string Place => Path.Combine(Folder, "smoke.db");
}

/// <summary>With its history in PostgreSQL.</summary>
public sealed class PostgresBoardDoor : BoardDoor
{
    private readonly TestDatabase database = new();

    private protected override string Place => database.Connection;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        database.Dispose();
    }
}

public sealed class SqliteBoardDoorTests(SqliteBoardDoor door) : BoardDoorTests(door), IClassFixture<SqliteBoardDoor>;

public sealed class PostgresBoardDoorTests(PostgresBoardDoor door) : BoardDoorTests(door), IClassFixture<PostgresBoardDoor>;
