using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace SmokeTests.EndToEnd;

/// <summary>
/// The pages' code is cut from the samples, README's message from the approved words, its settings from the sample's file.
/// </summary>
public partial class ReadmeTests
{
    private static readonly string Readme = Documents.Read("README.md");
    private const string Reference = "src/SmokeTests/README.md";
    private static readonly string Schema = Path.Combine(Product.Root, "src/SmokeTests.Protocol/Settings/smoketests.schema.json");

    [Fact]
    public void Every_block_of_code_stands_in_the_samples()
    {
        var samples = new[] { "Bookshop.SmokeTests",
            "Bookshop.InABrowser" }.SelectMany(suite => Directory.GetFiles(Path.Combine(Product.Root, "samples", suite), "*.cs"))
            .Select(f => File.ReadAllText(f).ReplaceLineEndings("\n")).ToArray();
        var blocks = CutFromSamples.SelectMany(page => Blocks("csharp", Documents.Read(page))).ToArray();
        blocks.Should().HaveCount(3);
        // A block may show the first members of a class and close it.
        foreach (var block in blocks)
            samples.Should().Contain(s => s.Contains(block.TrimEnd().TrimEnd('}').TrimEnd()), block);
    }

    /// <summary>Pages whose code is cut from the samples. Other pages' code is compiled by tests.</summary>
    private static readonly string[] CutFromSamples = ["README.md", "src/SmokeTests.Browser/README.md"];

    /// <summary>Pages whose code is compiled, and by what.</summary>
    private static readonly Dictionary<string, string> Compiled = new()
    {
        [Reference] = "the suites in Specimens",
        ["src/SmokeTests.Analyzers/README.md"] = "AnalyzerTests",
    };

    [Fact]
    public void No_page_has_code_that_no_test_looks_at() =>
        Documents.All.Where(page => Blocks("csharp", Documents.Read(page)).Length > 0)
            .Should().BeEquivalentTo(CutFromSamples.Concat(Compiled.Keys));

    [Fact]
    public void The_front_page_is_short() =>
        Readme.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length.Should()
            .BeLessThanOrEqualTo(1200, "what is reference has a page beside the code");

    [Fact]
    public void Every_example_of_the_reference_stands_in_a_suite_of_the_tests()
    {
        var code = Lines(string.Concat(
            new[] { "Documented",
                "InFSharp" }.SelectMany(suite => Directory.GetFiles(Path.Combine(Product.Root, "tests", "Specimens", suite), "*.?s"))
                .Select(File.ReadAllText)));
        var blocks = Blocks("csharp", Documents.Read(Reference));
        blocks.Should().HaveCountGreaterThan(8);
        foreach (var block in blocks)
            code.Should().Contain(Lines(block), block);

        // The same text however far it is indented.
        static string Lines(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)) + "\n";
    }

    [Fact]
    public async Task The_examples_of_the_reference_pass_and_what_is_slow_has_passed()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        var (code, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Documented")],
            new Dictionary<string, string> { ["DOCUMENTED_SITE"] = shop.Address });
        output.Should().Contain("! Asking: A page over its budget is slow").And.MatchRegex(@"9 passed, 0 failed, 0 broken, 0 skipped");
        code.Should().Be(0, output);
    }

    [Fact]
    public void The_settings_are_the_samples() =>
        Blocks("json").Should().Equal(Documents.Read("samples/Bookshop.SmokeTests/smoketests.json"));

    [Fact]
    public async Task Settings_that_a_sentence_shows_are_valid()
    {
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Schema, TestContext.Current.CancellationToken);
        var pages = Documents.All.Select(Documents.Read).ToArray();
        var inSentences = pages.SelectMany(page => Setting().Matches(page)).Select(m => $"{{ {m.Groups[1].Value} }}");
        var shown = inSentences.Concat(pages.SelectMany(page => Blocks("json", page))).ToArray();
        shown.Should().HaveCountGreaterThan(12);
        foreach (var settings in shown)
            // A part of a section stands for itself where the section has been named.
            new[] { "…", "{ \"links\": … }", "{ \"environments\": { \"production\": … } }" }
                .Should().Contain(place => schema.Validate(place.Replace("…", settings)).Count == 0, settings);
    }

    [Fact]
    public void The_message_is_in_the_approved_words()
    {
        var approved = Documents.Read("tests/SmokeTests.Runner.Tests/Approved/message-opened.txt").Split('\n');
        Blocks("text")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().BeSubsetOf(approved);
    }

    [Fact]
    public async Task The_options_that_it_names_are_those_of_the_command()
    {
        var commands = Blocks("text", Documents.Read("src/SmokeTests.Runner/README.md"))[0];
        foreach (var line in commands.Split("smoke ", StringSplitOptions.RemoveEmptyEntries))
            await IsACommand(line);
    }

    /// <summary>Where blocks of commands are run as they are written, and what keeps the others from it.</summary>
    private static readonly Dictionary<string, string> Run = new()
    {
        ["README.md ## See it"] = nameof(FirstHourTests),
        ["README.md ## Your first suite"] = nameof(TemplateTests),
        ["README.md ## Run checks"] = nameof(FirstHourTests),
        ["README.md ## Work on it"] = $"{nameof(NeedsTests)}, and this is what the second command runs",
        [".github/CONTRIBUTING.md ## Build and test"] = "this is how the tests are run",
        ["src/SmokeTests.Runner/Cli/Importing/README.md # Moving here"] = nameof(TemplateTests),
        ["build/README.md ## The images"] = $"the build makes them before {nameof(ImageTests)}, upon a base that needs no registry",
        ["build/README.md ## Settings"] = $"{nameof(CommandTests)}: /suites and /data are an image's folders",
        ["build/README.md ## After a deploy"] = $"{nameof(DeployTests)}: the board is somebody's",
        ["build/README.md ## Hostile checks"] = $"{nameof(HostileTests)}, in a short form: the command takes ten minutes",
        ["build/README.md ## Upgrades and backups"] = $"{nameof(OperationsTests)} and {nameof(MigrateTests)}: /data is an image's folder",
    };

    [Fact]
    public void Every_block_of_commands_is_run_by_a_test()
    {
        var blocks = Documents.All.SelectMany(page => Documents.Headings(page).Where(h => Documents.Commands(page, h).Length > 0)
            .Select(h => $"{page} {h}"));
        blocks.Should().BeEquivalentTo(Run.Keys);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("build/README.md")]
    [InlineData(".github/CONTRIBUTING.md")]
    [InlineData("src/SmokeTests.Runner/Cli/Importing/README.md")]
    [InlineData("build/pipelines/github.yml")]
    [InlineData("build/pipelines/azure.yml")]
    [InlineData("build/pipelines/gitlab.yml")]
    public async Task Every_command_that_a_document_gives_is_one(string document)
    {
        var text = Documents.Read(document);
        var lines = document.EndsWith(".md") ? string.Join('\n', Blocks("bash", text)) : text;
        var commands = Smoke().Matches(lines).Select(m => m.Groups[1].Value).ToArray();
        var targets = Target().Matches(lines).Select(m => m.Groups[1].Value).ToArray();
        (commands.Length + targets.Length).Should().BePositive();
        foreach (var command in commands)
            await IsACommand(command);
        var (_, usage) = await Product.Run([Path.Combine(Product.Root, "build", "bin", Product.Configuration, "net10.0", "Build.dll")]);
        foreach (var target in targets)
            usage.Should().MatchRegex($"(?m)^  {target}\\b");
    }

    [Fact]
    public async Task The_files_for_Compose_Kubernetes_and_pipelines_are_well_formed_and_their_settings_are_valid()
    {
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Schema, TestContext.Current.CancellationToken);
        var read = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(Product.Root, "build"), "*.y*ml", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/bin/") && !f.Contains("/obj/")))
        {
            var yaml = new YamlStream();
            FluentActions.Invoking(() => yaml.Load(new StringReader(File.ReadAllText(file)))).Should().NotThrow(file);
            read++;
            if (Path.GetFileName(file) == "settings.yaml")
                schema.Validate($"{yaml.Documents[0].RootNode["data"]["smoketests.json"]}").Should().BeEmpty();
            if (Path.GetFileName(file) == "kustomization.yaml")
                ((YamlSequenceNode)yaml.Documents[0].RootNode["resources"]).Select(r => $"{r}").Should()
                    .OnlyContain(r => File.Exists(Path.Combine(Path.GetDirectoryName(file)!, r)));
        }
        read.Should().BeGreaterThan(10);
    }

    private static async Task IsACommand(string line)
    {
        var (code, help) = await Product.Run(
            [Product.Smoke, .. line.Split(' ').TakeWhile(word => word.Length > 0 && word.All(char.IsAsciiLetterLower))
                .Take(line.StartsWith("run ") || line.StartsWith("import ") ? 1 : 2), "--help"]);
        code.Should().Be(0, line);
        foreach (Match option in Option().Matches(line))
            help.Should().Contain(option.Value, line);
    }

    private static string[] Blocks(string language, string? text = null) => Documents.Blocks(language, text ?? Readme);

    [GeneratedRegex(@"(?m)(?:^|run: |script: |tools/|; then tools/|- )smoke ([a-z][^\n;]*)")]
    private static partial Regex Smoke();

    [GeneratedRegex("`(\"[a-zA-Z]+\": [^`]+)`")]
    private static partial Regex Setting();

    [GeneratedRegex(@"dotnet run --project build -- ([a-z]+)")]
    private static partial Regex Target();

    [GeneratedRegex("--[a-z]+")]
    private static partial Regex Option();
}
