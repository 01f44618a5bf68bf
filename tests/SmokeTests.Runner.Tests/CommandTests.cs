using System.CommandLine;
using System.Globalization;
using CsCheck;
using Microsoft.Data.Sqlite;
using SmokeTests.Cleanup;
using SmokeTests.Runner.Cli;
using SmokeTests.Runner.History;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>The commands of <c>smoke</c>, by the parser that the program has.</summary>
public sealed class CommandTests : IDisposable
{
    private static readonly string Me = $"{Environment.UserName} (command line)";
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-commands-").FullName;
    private readonly (TextWriter Out, TextWriter Error) console = (Console.Out, Console.Error);
    private readonly string data;
    private readonly string settings;

    public CommandTests()
    {
        // Thousands of sentences that nobody reads.
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        data = Path.Combine(folder, "data");
        settings = Path.Combine(folder, "smoketests.json");
        File.WriteAllText(settings, """{ "environments": {}, "teams": { "storefront": { "slack": "board" } } }""");
    }

    public void Dispose()
    {
        Console.SetOut(console.Out);
        Console.SetError(console.Error);
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Whatever_is_done_by_a_command_stands_in_who_did_what()
    {
        var incident = History(historyStore =>
        {
            var incidents = new Incidents(historyStore);
            incidents.Open("Shop.Search@local", Fault.Product, "storefront", "r", "broke", new Message("opened", "✗ broke", [], []),
                DateTimeOffset.UtcNow);
            return incidents.Open().Single().Id;
        });
        var debt = new Debt("debt1", "r1", "Shop.Orders", "Shop", "local", null, "Shop.Orders", "Void Cancel(System.String)", "[\"A-7\"]",
            DateTimeOffset.UtcNow, 0, DateTimeOffset.UtcNow, null);
        new Ledger(Path.Combine(data, "debts.db")).Owe(debt);

        (await Smoke("ack", $"{incident}", "--by", "ada", "--why", "on it")).Should().Be(0);
        (await Smoke("silence", "team=storefront", "--for", "2h", "--why", "moving house")).Should().Be(0);
        (await Smoke("silences", "--lift", "1")).Should().Be(0);
        (await Smoke("deploy", "mark", "--service", "shop", "--version", "1.2")).Should().Be(0);
        (await Smoke("debts", "--forget", "debt1")).Should().Be(0);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Smoke(soon.Token, "drill", "storefront", "--settings", settings);
        Deeds().Should().Equal(
            $"{Me} acknowledged: incident {incident}: Shop.Search@local, as ada",
            $"{Me} silenced for 2 h: team=storefront: moving house",
            $"{Me} lifted: silence 1",
            $"{Me} marked a deploy: shop 1.2",
            $"{Me} struck out a debt: debt1: Cancel(\"A-7\") of Shop.Orders in local",
            $"{Me} sent a drill: team storefront: message 1");
    }

    [Fact]
    public async Task A_restored_backup_says_who_restored_it()
    {
        History(historyStore => historyStore.LastTimes().Count);
        var (file, other) = (Path.Combine(folder, "backup.zip"), Path.Combine(folder, "other"));
        (await Smoke("export", file)).Should().Be(0);
        (await Commands.Parse(["restore", file, "--data", other])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)).Should().Be(0);
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(other, "smoke.db")));
        new Audit(historyStore).Last().Select(d => $"{d.Who} {d.What}: {d.About}").Should().Equal($"{Me} restored a backup: backup.zip");
    }

    [Fact]
    public async Task What_is_refused_is_in_no_list()
    {
        History(historyStore => historyStore.LastTimes().Count);
        (await Smoke("ack", "99")).Should().Be(2);
        (await Smoke("silences", "--lift", "99")).Should().Be(2);
        (await Smoke("debts", "--forget", "none")).Should().Be(2);
        (await Smoke("drill", "nobody", "--settings", settings)).Should().Be(2);
        (await Smoke("silence", "x", "--for", "1h", "--from",
            DateTimeOffset.UtcNow.AddDays(-2).ToString("O", CultureInfo.InvariantCulture))).Should().Be(2);
        Deeds().Should().BeEmpty();
    }

    [Theory]
    [InlineData("silence", "x", "--for", "NaNs")]
    [InlineData("silence", "x", "--for", "1e308d")]
    [InlineData("silence", "x", "--for", "1h", "--from", "9999-12-31T23:59:59Z")]
    [InlineData("silence", "x", "--for", "1h", "--from", "0001-01-01T00:00:00+14:00")]
    [InlineData("silence", "x", "--for", "1h", "--from", "soon")]
    [InlineData("silence", "x", "--for")]
    [InlineData("silence", "x")]
    [InlineData("ack", "99999999999999999999")]
    [InlineData("ack", "x")]
    [InlineData("deploy", "mark", "--service", "", "--version", "1")]
    [InlineData("deploy", "mark", "--service", "s", "--version", "1", "--url", "javascript:alert(1)")]
    [InlineData("deploy", "mark", "--service", "s", "--version", "1", "--runs", "3")]
    [InlineData("deploy", "mark", "--service", "s", "--version", "1", "--board", "shop", "--runs", "x")]
    [InlineData("serve", "suite", "--listen", "nowhere")]
    [InlineData("serve", "suite", "--public-address", "javascript:x")]
    [InlineData("serve", "suite", "--every", "0s")]
    [InlineData("serve", "suite", "--data", "")]
    [InlineData("run", "suite", "--explicit", "perhaps")]
    [InlineData("run", "", "--junit", "a.xml")]
    [InlineData("health", "ftp://x")]
    [InlineData("export", " ")]
    public void What_cannot_be_is_a_mistake(params string[] line) => Commands.Parse(line).Errors.Should().NotBeEmpty();

    [Theory]
    [InlineData("@.")]
    [InlineData("@/etc/passwd")]
    [InlineData("@ada")]
    [InlineData("@")]
    public void What_begins_with_an_at_sign_names_no_file(string word)
    {
        var parsed = Commands.Parse(["silence", "team=shop", "--for", "1h", "--why", word, "--by", word]);
        parsed.Errors.Should().BeEmpty();
        parsed.GetValue<string>("--by").Should().Be(word);
    }

    /// <summary>Every command with every option, and texts that nobody would write.</summary>
    [Fact]
    public void Any_arguments_are_parsed_or_a_mistake()
    {
        var root = Commands.Root();
        var words = All(root).SelectMany(c => c.Options.SelectMany(o => o.Aliases.Append(o.Name))).Distinct().ToArray();
        var commands = All(root)
            .Select(c => c.Parents.OfType<Command>().Any(p => p is not RootCommand)
                ? new[] { c.Parents.OfType<Command>().First().Name, c.Name } : [c.Name]).ToArray();
        Gen.Select(Gen.Int[0, commands.Length - 1], Gen.OneOf(AnyJson.OneOf(words), TextFuzzTests.Texts).Array[0, 8])
            .Sample((command, rest) =>
        {
            var parsed = Commands.Parse([.. commands[command], .. rest]);
            foreach (var option in parsed.CommandResult.Command.Options.Where(_ => parsed.Errors.Count == 0))
                _ = parsed.GetResult(option)?.Tokens.Count;
        }, iter: 20_000);
    }

    /// <summary>What needs a data folder and nothing else is done in full.</summary>
    [Fact]
    public async Task Any_arguments_are_done_or_refused()
    {
        History(historyStore => historyStore.LastTimes().Count);
        string[][] commands = [["incidents"], ["ack"], ["silence"], ["silences"], ["deploy", "mark"], ["debts"], ["export"], ["restore"],
            ["new", "check"], ["import"], ["explain"], ["list"]];
        string[] words = ["--for", "--from", "--by", "--why", "--lift", "--service", "--version", "--url", "--on", "--forget", "--team",
            "--in", "--namespace", "1", "1h", settings, folder, "2026-12-01T22:00+01:00"];
        // What may be written must stay in this folder.
        var texts = Gen.OneOf(AnyJson.OneOf(words), TextFuzzTests.Texts.Select(t => t.Replace('/', '_').Replace('\\', '_')));
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder);
        try
        {
            await Gen.Select(Gen.Int[0, commands.Length - 1], texts.Array[0, 7]).SampleAsync(async (command, rest) =>
            {
                var parsed = Commands.Parse([.. commands[command], .. rest.Where(r => r is not "--data" and not "--settings")]);
                if (parsed.Errors.Count > 0 || parsed.Action is null)
                    return;
                (await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null,
                    Error = TextWriter.Null })).Should().BeInRange(0, 2);
            }, iter: 1_000, threads: 1);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    /// <summary>What another tool has written, or what is called as if it had.</summary>
    [Theory]
    [InlineData(".yaml", "endpoints", "name", "url", "conditions", "interval", "headers", "body")]
    [InlineData(".json", "monitorList", "name", "url", "type", "interval", "keyword", "accepted_statuscodes")]
    [InlineData(".har", "log", "entries", "request", "response", "url", "method", "postData", "status", "headers")]
    [InlineData(".webtest", "log", "entries", "request")]
    public async Task Any_file_is_imported_or_a_mistake(string extension, params string[] keys)
    {
        var known = Gen.Recursive<System.Text.Json.Nodes.JsonNode?>((depth, deeper) => depth > 4 ? AnyJson.Values
            : Gen.OneOf(AnyJson.Values,
            Gen.Select(AnyJson.OneOf(keys), deeper).Array[1, 4]
                .Select(m => (System.Text.Json.Nodes.JsonNode?)new System.Text.Json.Nodes.JsonObject(m.DistinctBy(p => p.Item1)
                    .Select(p => KeyValuePair.Create(p.Item1, p.Item2?.DeepClone())))),
            deeper.Array[1, 2].Select(
                l => (System.Text.Json.Nodes.JsonNode?)new System.Text.Json.Nodes.JsonArray([.. l.Select(n => n?.DeepClone())]))));
        var file = Path.Combine(folder, "imported" + extension);
        await Gen.OneOf(known.Select(n => n?.ToJsonString() ?? ""), AnyJson.Texts,
            known.Select(n => $"<WebTest><Items><Request Url=\"{n}\" Method=\"{n}\"/></Items></WebTest>")).SampleAsync(async text =>
        {
            await File.WriteAllBytesAsync(file, System.Text.Encoding.UTF8.GetBytes(text));
            (await Commands.Parse(["import", file, "--output", Path.Combine(folder, $"{Guid.NewGuid():N}.cs")])
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })).Should().BeOneOf(0, 2);
        }, iter: 400, threads: 1);
    }

    [Theory]
    [InlineData(".har", """{"log":{"entries":[null]}}""", 2)]
    [InlineData(".har", """{"log":{"entries":[null,1,[],PAGE]}}""", 0)]
    [InlineData(".har", """{"log":{"entries":[PAGE,{"request":{"url":"http://a/b"},"response":{"status":200,"content":[1]}}]}}""", 0)]
    [InlineData(".har", """{"log":{"entries":[PAGE,{"request":{"url":"http://a/c","headers":[null,1]},"response":{}}]}}""", 0)]
    [InlineData(".json", """{"monitorList":[null,1,{"type":"group"},{"type":"group"}]}""", 0)]
    [InlineData(".json", """{"monitorList":[{"type":"http","url":"http://a/","headers":"[null]","accepted_statuscodes":[null]}]}""", 0)]
    public async Task What_a_file_has_besides_does_not_keep_it_from_being_imported(string extension, string text, int code)
    {
        const string page = """
            {"request":{"url":"http://a/","method":"GET"},"response":{"status":200,"content":{"mimeType":"text/html"}}}
            """;
        var file = Path.Combine(folder, "imported" + extension);
        await File.WriteAllTextAsync(file, text.Replace("PAGE", page, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await Commands.Parse(["import", file, "--output", Path.Combine(folder, "Imported.cs")])
            .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken))
            .Should().Be(code);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(c => All(c).Prepend(c));

    private Task<int> Smoke(params string[] line) => Smoke(TestContext.Current.CancellationToken, line);

    private Task<int> Smoke(CancellationToken cancel, params string[] line) =>
        Commands.Parse([.. line, "--data", data])
        .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancel);

    private T History<T>(Func<HistoryStore, T> act)
    {
        Directory.CreateDirectory(data);
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(data, "smoke.db")));
        return act(historyStore);
    }

    private string[] Deeds() =>
        History(historyStore => new Audit(historyStore).Last().Reverse().Select(d => $"{d.Who} {d.What}: {d.About}").ToArray());
}
