using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.AspNetCore.Http;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>Whatever a message tells of, each receiver's documented limits hold: none is refused for its size.</summary>
public sealed class MessageLimitTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ConcurrentQueue<byte[]> got = new();
    private readonly HttpClient http = OutgoingHttp.Create();
    private TestSite receiver = null!;

    /// <summary>Texts that take the most room where they are escaped, or are cut where they should not be.</summary>
    private static readonly Gen<string> Long =
        Gen.Select(AnyJson.OneOf("x", "&", "<", "\"", "\\", "\n", "é", "漢", "😀", "\0", "`", "[", "x\n", "e\u0301"), Gen.Int[0, 60_000],
        (one, times) => new StringBuilder().Insert(0, one, times / one.Length).ToString());

    private static readonly Gen<Message> Announcements = Gen.Select(
        AnyJson.OneOf("opened", "resolved", "acknowledged", "reminder", "paged", "flapping", "digest", "drill"), Long,
        Gen.Select(AnyJson.OneOf("What", "Next", "Step", "Expected"), Long, (name, text) =>
            new Monitoring.Messages.Fact(name, text)).Array[0, 30],
        Gen.Select(AnyJson.OneOf("Board", "Run page"), Long,
            (name, text) => new Link(name, $"https://smoke.example/{Uri.EscapeDataString(text)}")).Array[0, 30],
        (kind, headline, facts, links) => new Message(kind, $"✗ {headline}", facts, links));

    public async ValueTask InitializeAsync() => receiver = await TestSite.Answering(async context =>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        got.Enqueue(body.ToArray());
        await context.Response.WriteAsync("""{"ok":true,"ts":"17.1"}""");
    });

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("""{ "slack": "ADDRESS/" }""")]
    [InlineData("""{ "slack": { "token": "t", "channel": "C1", "address": "ADDRESS/" } }""")]
    [InlineData("""{ "teams": "ADDRESS/" }""")]
    [InlineData("""{ "pagerduty": { "key": "k", "address": "ADDRESS/" } }""")]
    [InlineData("""{ "opsgenie": { "key": "k", "address": "ADDRESS/" } }""")]
    [InlineData("""{ "alertmanager": "ADDRESS/" }""")]
    [InlineData("""{ "webhook": { "address": "ADDRESS/" } }""")]
    public async Task No_message_is_larger_than_its_receiver_takes(string team)
    {
        var route = Route(team);
        await Announcements.SampleAsync(async announcement =>
        {
            got.Clear();
            var letter = new OutboxEntry(1, 5, "t", route.Name, 0, announcement, [7], true, Noon);
            (await route.Send(letter, new WebhookClient(http, "https://smoke.example", TimeProvider.System),
                CancellationToken.None)).Should().BeOfType<SendResult.Sent>();
            foreach (var body in got)
                Judge(route.Name, body);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void A_text_that_is_shortened_keeps_its_characters_whole() => Gen.Select(Long, Gen.Int[20, 500]).Sample((text, most) =>
    {
        var cut = MessageText.Short(text, most);
        cut.Length.Should().BeLessThanOrEqualTo(most);
        cut.EnumerateRunes().Should().NotContain(Rune.ReplacementChar);
    }, iter: 2_000);

    private static void Judge(string route, byte[] body)
    {
        var json = JsonNode.Parse(body)!;
        switch (route)
        {
            case "slack":
                var blocks = json["blocks"]!.AsArray();
                blocks.Should().HaveCountLessThanOrEqualTo(50);
                $"{json["text"]}".Length.Should().BeLessThanOrEqualTo(4_000);
                foreach (var text in blocks.Select(b => b!["text"]?["text"])
                    .Concat(blocks.SelectMany(b => b!["elements"]?.AsArray()
                        .Select(e => e!["text"] is JsonValue t ? t : e["text"]?["text"]) ?? [])))
                    $"{text}".Length.Should().BeInRange(text is null ? 0 : 1, 3_000);
                blocks.Where(b => $"{b!["type"]}" == "header").Should().OnlyContain(b => $"{b!["text"]!["text"]}".Length <= 150);
                break;
            case "teams":
                body.Length.Should().BeLessThanOrEqualTo(28 * 1024);
                break;
            case "pagerduty":
                body.Length.Should().BeLessThanOrEqualTo(512 * 1024);
                $"{json["payload"]?["summary"]}".Length.Should().BeLessThanOrEqualTo(1_024);
                $"{json["dedup_key"]}".Length.Should().BeLessThanOrEqualTo(255);
                break;
            case "opsgenie":
                $"{json["message"]}".Length.Should().BeLessThanOrEqualTo(130);
                $"{json["description"]}".Length.Should().BeLessThanOrEqualTo(15_000);
                $"{json["note"]}".Length.Should().BeLessThanOrEqualTo(25_000);
                $"{json["source"]}".Length.Should().BeLessThanOrEqualTo(100);
                $"{json["alias"]}".Length.Should().BeLessThanOrEqualTo(512);
                break;
            default:
                body.Length.Should().BeLessThanOrEqualTo(2 * 1024 * 1024);
                break;
        }
    }

    private IRoute Route(string team)
    {
        var path = Path.Combine(folder, SettingsFile.Name);
        File.WriteAllText(path,
            $$"""{ "teams": { "t": {{team.Replace("ADDRESS", receiver.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)}} } }""");
        var file = SettingsFile.Load(path, new Dictionary<string, string>());
        var settings = RunnerSettings.Read(file);
        file.Mistakes.Should().BeEmpty();
        return settings.Teams["t"].Routes.Single();
    }
}
