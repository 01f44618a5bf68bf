using System.Xml.Linq;

namespace SmokeTests.EndToEnd;

/// <summary>The command line and <c>dotnet test</c>, as a developer uses them.</summary>
public sealed class CommandTests(CommandTests.OpenShop open) : IClassFixture<CommandTests.OpenShop>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-commands-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task Run_ends_with_0_when_all_passed_and_writes_what_pipelines_read()
    {
        var (code, output) =
            await Smoke("run", Product.ShopChecks, "--junit", Path.Combine(folder, "j.xml"), "--trx", Path.Combine(folder, "t.trx"));
        output.Should().Contain("10 passed, 0 failed, 0 broken, 0 skipped");
        code.Should().Be(0, output);
        XDocument.Load(Path.Combine(folder, "j.xml")).Descendants("testcase").Should().HaveCount(10);
        XDocument.Load(Path.Combine(folder, "t.trx")).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").Should()
            .HaveCount(10).And.OnlyContain(e => e.Attribute("outcome")!.Value == "Passed");
    }

    [Fact]
    public async Task Run_shows_steps_as_they_go_when_asked_to()
    {
        var (code, output) = await Smoke("run", Product.ShopChecks, "--filter", "A visitor finds a book", "--live");
        code.Should().Be(0, output);
        output.Should().MatchRegex("Storefront: A visitor finds a book │ ✓ search for \"dune\"  [0-9]+ ms");
    }

    [Fact]
    public async Task Run_ends_with_1_when_a_check_failed_and_says_why()
    {
        await open.Shop.Break("search-empty");
        var (code, output) =
            await Smoke("run", Product.ShopChecks, "--filter", "class=Storefront", "--junit", Path.Combine(folder, "j.xml"));
        await open.Shop.Heal("search-empty");
        code.Should().Be(1, output);
        output.Should().ContainAll("Failed: Storefront: A visitor finds a book", "No books match your search.", "5 passed, 1 failed");
        XDocument.Load(Path.Combine(folder, "j.xml")).Descendants("failure").Should().ContainSingle().Which.Value.Should()
            .Contain("Frank Herbert");
    }

    [Theory]
    [InlineData("nowhere", "nowhere: there is no such file or folder")]
    [InlineData("{root}/README.md", "README.md: is no .NET assembly")]
    [InlineData("{shop}", "is no suite: it does not reference the package SmokeTests")]
    [InlineData("{root}/samples/Bookshop.SmokeTests", "is the source of a suite. Name what was built from it:")]
    [InlineData("{root}/.ci", "holds no suite. Build the test project")]
    [InlineData("{Empty}", "holds no checks: it has no [Fact] or [Theory]")]
    [InlineData("{OtherVersion}", "was built against a newer SmokeTests (protocol 99; this runner speaks 1). Update the tool")]
    public async Task A_suite_that_cannot_run_is_named_with_the_next_move(string suite, string told)
    {
        var path = suite.Replace("{root}", Product.Root, StringComparison.Ordinal).Replace("{shop}", Product.Shop, StringComparison.Ordinal)
            .Replace("{Empty}", Product.Specimen("Empty"), StringComparison.Ordinal)
            .Replace("{OtherVersion}", Product.Specimen("OtherVersion"), StringComparison.Ordinal);
        // A good suite beside it is run all the same.
        var (code, output) = await Smoke("run", path, Product.Specimen("Passing"));
        output.Should().Contain(told).And.Contain("1 passed");
        code.Should().Be(2, output);
    }

    [Fact]
    public async Task A_settings_file_beside_the_caller_serves_worker_and_runner()
    {
        await File.WriteAllTextAsync(Path.Combine(folder,
            "mine.json"), $$"""{ "environments": { "elsewhere": { "site": "{{open.Shop.Address}}" } }, "teams": {} }""");
        var (code, output) =
            await Product.Run([Product.Smoke, "run", Product.ShopChecks, "--settings", "mine.json", "--filter", "bestsellers"],
                folder: folder);
        code.Should().Be(0, output);
        (_, output) = await Product.Run([Product.Smoke, "list", Product.ShopChecks, "--settings", "mine.json"], folder: folder);
        output.Should().Contain("elsewhere");
    }

    [Theory]
    //          check                                  outcome    and why
    [InlineData("Assertion_of_xunit",                  "Failed",  "Assert.Equal() Failure")]
    [InlineData("Assertion_of_FluentAssertions",       "Failed",  "Expected")]
    [InlineData("Assertion_of_AwesomeAssertions",      "Failed",  "Expected")]
    [InlineData("Assertion_of_Shouldly",               "Failed",  "should be")]
    [InlineData("Own_exception_before_the_product",    "Broken",  "the check's own")]
    [InlineData("Missing_secret",                      "Broken",  "needs the environment variable NO_SUCH_VARIABLE, which is not set")]
    [InlineData("Account_that_is_not_there",           "Broken",  "has no somebody among its accounts. There are: nobody.")]
    [InlineData("Site_that_refuses",                   "Failed",  "127.0.0.1:9 refuses connections")]
    [InlineData("Waits_for_ever_but_listens",          "Broken",
        "Not done when the time of the check was up (1 s): the check's own code was still going on")]
    public async Task Every_failure_is_laid_at_the_right_door(string check, string outcome, string why)
    {
        var (code, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Misbehaving"), "--filter", check]);
        output.Should().Contain($"{outcome}: ").And.Contain(why);
        code.Should().Be(outcome == "Failed" ? 1 : 2, output);
    }

    [Fact]
    public async Task A_run_over_its_budget_is_slow_and_passes()
    {
        var (code, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Misbehaving"), "--filter", "Takes_longer"]);
        code.Should().Be(0, output);
        output.Should().MatchRegex("! Ends: Takes longer than its budget .* Slow").And.Contain("1 passed");
    }

    [Fact]
    public async Task A_check_that_is_not_meant_for_an_environment_is_not_run_there()
    {
        var (code, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Misbehaving"), "--filter", "Is_not_meant"]);
        code.Should().Be(2);
        output.Should().Contain("No check fits the filter");
    }

    [Fact]
    public async Task Checks_of_one_collection_never_overlap()
    {
        var (code, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Misbehaving"), "--filter", "class=Together"]);
        code.Should().Be(0, output);
        output.Should().Contain("4 passed");
    }

    [Fact]
    public async Task List_shows_team_schedule_environment_and_next_run()
    {
        var (code, output) = await Smoke("list", Product.ShopChecks, "--filter", "team=accounts");
        code.Should().Be(0, output);
        output.Split('\n').Where(l => l.Contains("accounts", StringComparison.Ordinal)).Should().HaveCount(3);
        output.Should().MatchRegex(
            @"SigningIn: A customer logs in and out +accounts +every 1 min +local +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC");
    }

    [Fact]
    public async Task Serve_refuses_settings_that_are_wrong_and_tells_all_mistakes()
    {
        var file = Path.Combine(folder, "smoketests.json");
        await File.WriteAllTextAsync(file, """{ "teams": { "a": {}, "b": { "slak": 1 } }, "alert": {} }""");
        var (code, output) = await Smoke("serve", Product.Specimen("Passing"), "--settings", file, "--data", folder);
        code.Should().Be(2, output);
        output.Should().ContainAll("teams.a: has no route", "teams.b.slak: is not a setting", "teams.b: has no route",
            "alert: is not a setting", file);
    }

    [Theory]
    [InlineData("run", "Required argument missing")]
    [InlineData("serve x --every 5x", "'5x' is not an interval. Write a number with its unit")]
    [InlineData("walk", "Unrecognized command or argument 'walk'")]
    public async Task A_command_that_is_not_understood_ends_with_2(string line, string told)
    {
        var (code, output) = await Smoke(line.Split(' '));
        code.Should().Be(2, output);
        output.Should().Contain(told);
    }

    [Fact]
    public async Task The_shop_is_broken_and_healed_by_command_line()
    {
        string[] At(params string[] command) => [Product.Shop, .. command, "--shop", open.Shop.Address];
        (await Product.Run(At("break", "server-error"))).ExitCode.Should().Be(0);
        (await Product.Run(At("breakage"))).Output.Should()
            .Contain("""{"name":"server-error","broken":true}""").And.Contain("""{"name":"slow","broken":false}""");
        (await Product.Run(At("heal", "server-error"))).ExitCode.Should().Be(0);
        (await Product.Run(At("breakage"))).Output.Should().NotContain("true");
        var (code, output) = await Product.Run(At("break", "everything"));
        code.Should().Be(1);
        output.Should().Contain("There is no switch 'everything'. There are: search-empty,");
        (code, output) = await Product.Run([Product.Shop, "break", "slow", "--shop", "http://127.0.0.1:9"]);
        code.Should().Be(1);
        output.Should().Contain("The shop at http://127.0.0.1:9 does not answer");
    }

    [Theory]
    [InlineData("mtp")]
    [InlineData("vstest")]
    public async Task Dotnet_test_passes_on_a_shop_that_works_and_explains_one_that_is_broken(string mode)
    {
        var (code, output) = await DotnetTest(mode, "storefront");
        code.Should().Be(0, output);
        output.Should().MatchRegex("(?i)(total|Passed): +7");

        await open.Shop.Break("order-blank");
        (code, output) = await DotnetTest(mode, "storefront");
        await open.Shop.Heal("order-blank");
        code.Should().NotBe(0);
        output.Should().ContainAll("Submit \"Order\"", "is blank: it answered 200 OK with an empty body", "a blank page (0 bytes)",
            "Ordering.cs", "submit \"Order\"");
    }

    private async Task<(int, string)> DotnetTest(string mode, string team)
    {
        var project = Path.Combine(Product.Root, "samples", "Bookshop.SmokeTests", "Bookshop.SmokeTests.csproj");
        if (mode == "mtp")
            return await Product.Run(["test", "--project", project, "-c", Product.Configuration, "--no-build", "--filter-trait",
                $"Team={team}"], open.Shop.Environment);
        // `dotnet test` takes its mode from the nearest global.json: this one says nothing of Microsoft.Testing.Platform.
        await File.WriteAllTextAsync(Path.Combine(folder, "global.json"), "{}");
        return await Product.Run(["test", project, "-c", Product.Configuration, "--no-build", "-p:IsTestingPlatformApplication=false",
            "--filter", $"Team={team}"], open.Shop.Environment, folder);
    }

    private Task<(int, string)> Smoke(params string[] arguments) => Product.Run([Product.Smoke, .. arguments], open.Shop.Environment);

    public sealed class OpenShop : IAsyncLifetime
    {
        public Bookshop Shop { get; } = new();

        public async ValueTask InitializeAsync() => await Shop.Open();

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }
}
