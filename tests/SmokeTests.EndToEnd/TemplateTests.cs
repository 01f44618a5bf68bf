using System.IO.Compression;
using System.Text.Json.Nodes;

namespace SmokeTests.EndToEnd;

/// <summary>From a clone to a suite that runs, as a new user goes: by README's commands.</summary>
[Collection(Clone.Name)]
public sealed class TemplateTests(Clone clone) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-template-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task From_the_clone_comes_a_suite_that_builds_without_a_warning_and_passes_by_dotnet_test_and_by_the_tool()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        var commands = Documents.Commands("README.md", "## Your first suite");
        commands.Should().HaveCount(2);
        await clone.Run(commands[0]);
        var packages = Path.Combine(clone.Root, "artifacts", "packages");
        foreach (var id in new[] { "SmokeTests.Protocol", "SmokeTests", "SmokeTests.Browser", "SmokeTests.Runner", "SmokeTests.Templates" })
            Holds(packages, id, Path.GetFileName(Directory.GetFiles(packages, "SmokeTests.Templates.*.nupkg")
                .Single())["SmokeTests.Templates.".Length..^".nupkg".Length]);
        SharesOneAssembly(packages);
        var first = await clone.Run(commands[1], variables: new Dictionary<string, string> { ["SITE"] = shop.Address });
        first.Should().Contain("1 passed, 0 failed, 0 broken");
        (await File.ReadAllTextAsync(Path.Combine(clone.Beside("Shop.SmokeTests"), "Ordering.cs"))).Should()
            .StartWith("namespace Shop.SmokeTests;").And.Contain("[Team(\"storefront\")");
        await NamesAsPeopleGiveThem(clone.Beside("Shop.SmokeTests"));

        // A project that is called like a package of ours, of a team whose name is no identifier, with a browser.
        var suite = Path.Combine(folder, "suite");
        await Dotnet(folder, "new", "smoketests", "-n", "SmokeTests", "-o", suite, "--site", "http://127.0.0.1:9", "--team",
            "the \"best\" shop", "--browser", "true");
        // What is a developer's own: settings beside the file, and a secret that the SDK keeps.
        await File.WriteAllTextAsync(Path.Combine(suite, "smoketests.local.json"),
            """{ "environments": { "production": { "site": "${SHOP_ADDRESS}" } } }""");
        await Dotnet(suite, "user-secrets", "init");
        await Dotnet(suite, "user-secrets", "set", "SHOP_ADDRESS", shop.Address);
        (await Import(shop.Address, suite)).Should()
            .ContainAll("ping: icmp:// has no counterpart", "len([BODY]) > 0 is to be written by hand",
                "The header Authorization is not copied", "A ping of 10.0.0.1 has no counterpart", "Its user and password are not copied",
                "The log-in that was recorded is not copied", "The rule IsFresh is to be written by hand");
        var built = await Dotnet(suite, "build", "-v", "minimal", "-nologo", "-warnaserror");
        built.Should().NotContain("warning");
        // Whether a page is painted within 2.5 s is the machine's affair while other tests run.
        await Dotnet(suite, "test", "--no-build", "--filter", "FullyQualifiedName~FrontPage");
        var output = Path.Combine(suite, "bin", "Debug", "net10.0");
        (await clone.Run($"smoke run '{output}' --filter FrontPage")).Should().Contain("1 passed, 0 failed, 0 broken");
        await Imported(output);
        await Dotnet(suite, "publish", "--no-build", "-c", "Debug", "-o", Path.Combine(folder, "published"));
        File.Exists(Path.Combine(folder, "published", "smoketests.json")).Should().BeTrue();
        File.Exists(Path.Combine(folder, "published", "smoketests.local.json")).Should().BeFalse("it stays on the developer's machine");
        await Dotnet(suite, "user-secrets", "clear");

        // What the compiler says of an unsafe check comes with the package.
        await File.WriteAllTextAsync(Path.Combine(suite, "Unsafe.cs"),
            "namespace Shop; public class Unsafe : Journey { [Fact] public async Task Nobodys() { var p = await Open(\"/\"); await "
                + "p.ShouldShow(\"x\"); } }");
        (await Dotnet(suite, "build", "-v", "minimal", "-nologo")).Should().Contain("SMOKE001").And.Contain("SMOKE002");
    }

    /// <summary>Whatever suite and team are called, the code compiles, the settings name the team, and nothing else is replaced.</summary>
    private async Task NamesAsPeopleGiveThem(string suite)
    {
        var schema = await File.ReadAllTextAsync(Path.Combine(Product.Root, "src", "SmokeTests.Protocol", "Settings",
            "smoketests.schema.json"));
        foreach (var (name, team, variable, inCode) in new[]
        {
            ("gazette.smoke", "gazette", "SLACK_GAZETTE", "gazette.smoke"),
            ("suite", "site", "SLACK_SITE", "suite"),
            ("my shop", "it's \"us\"", "SLACK_IT_S_US", "my_shop"),
            ("3d-prints.2go", "a.b-c 2", "SLACK_A_B_C_2", "_3d_prints._2go"),
            ("class", "支付", "SLACK_TEAM", "classChecks"),
            ("Zürich..Läden", "Köln & Co", "SLACK_K_LN_CO", "Zürich.Läden"),
            ("Task.Journey", "back\\slash", "SLACK_BACK_SLASH", "TaskChecks.JourneyChecks"),
            ("TEAM_NAME", "SITE_ADDRESS", "SLACK_SITE_ADDRESS", "TEAM_NAME"),
        })
        {
            var made = Path.Combine(folder, "names", name);
            await Dotnet(folder, "new", "smoketests", "-n", name, "-o", made, "--team", team);
            File.Exists(Path.Combine(made, name + ".csproj")).Should().BeTrue(name);
            (await File.ReadAllTextAsync(Path.Combine(made, "smoketests.schema.json"))).Should().Be(schema, name);
            var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(made, "smoketests.json")))!;
            settings["platform"]!.ToString().Should().Be(team);
            settings["teams"]!.AsObject().Should().ContainSingle().Which.Key.Should().Be(team);
            settings["teams"]![team]!["slack"]!.ToString().Should().Be($"${{{variable}:-board}}");
            settings["environments"]!["production"]!["site"]!.ToString().Should().Be("${SITE:-https://shop.example}");
            var code = await File.ReadAllTextAsync(Path.Combine(made, "FrontPage.cs"));
            code.Should().StartWith($"namespace {inCode};", name);
            await File.WriteAllTextAsync(Path.Combine(suite, $"{variable}.cs"), code);
        }
        (await Dotnet(suite, "build", "-v", "minimal", "-nologo", "-warnaserror")).Should().NotContain("warning");
    }

    /// <summary>
    /// The commands of the page about moving, as they are written, beside files of these names; what they write goes into the
    /// suite.
    /// </summary>
    private async Task<string> Import(string site, string suite)
    {
        foreach (var (from, to) in new[] { ("gatus.yaml", "config.yaml"), ("kuma.json", "backup.json"), ("shopping.har", "shopping.har"),
            ("shop.webtest", "availability.webtest") })
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Product.Root, "tests", "SmokeTests.EndToEnd", "Imports", from));
            await File.WriteAllTextAsync(Path.Combine(folder, to),
                text.Replace("shop.example.port", new Uri(site).Authority).Replace("http://shop.example", site));
        }
        var commands = Documents.Commands("src/SmokeTests.Runner/Cli/Importing/README.md", "# Moving here").Should()
            .ContainSingle().Subject;
        var told = await clone.Run(commands, folder);
        foreach (var written in new[] { "Endpoints.cs", "Monitors.cs", "Shopping.cs", "Availability.cs" })
        {
            (await File.ReadAllTextAsync(Path.Combine(folder, written))).Should().NotContain("SECRET-OF", "what is secret is never copied");
            File.Move(Path.Combine(folder, written), Path.Combine(suite, written));
        }
        return told;
    }

    /// <summary>What came from other tools passes against the shop.</summary>
    private async Task Imported(string suite)
    {
        const string account = "SMOKETESTS__environments__production__accounts__user__";
        var environment = new Dictionary<string, string>(clone.Environment)
        {
            [account + "user"] = "ada@example.com",
            [account + "password"] = "difference-engine",
            ["SMOKETESTS__environments__production__secrets__authorization"] = "Bearer x",
        };
        var (code, output) = await Product.Run([Product.Smoke, "run", suite, "--filter", "team=storefront"], environment);
        output.Should().ContainAll("✓ Shop: Front page", "✓ Shop: Books by the api", "✓ Shop: No such page", "✓ Gatus: Api with a token",
            "✓ Gatus: Port", "✓ Book_shop: Search finds Dune", "✓ Book_shop: The price of Dune", "✓ Shopping: It works",
            "✓ Shop_availability: It works");
        code.Should().Be(0, output);
    }

    /// <summary>What a package gallery shows, what a debugger needs, and what it is made of.</summary>
    private static void Holds(string packages, string id, string version)
    {
        using var package = ZipFile.OpenRead(Path.Combine(packages, $"{id}.{version}.nupkg"));
        package.Entries.Select(e => e.FullName).Should().OnlyHaveUniqueItems().And.Contain(["README.md", "icon.png", $"{id}.nuspec"]);
        var page = Path.Combine(Product.Root, "src", id, "README.md");
        using var readme = new StreamReader(package.GetEntry("README.md")!.Open());
        readme.ReadToEnd().Should().Be(File.ReadAllText(File.Exists(page) ? page : Path.Combine(Product.Root, "README.md")));
        using var nuspec = new StreamReader(package.GetEntry($"{id}.nuspec")!.Open());
        nuspec.ReadToEnd().Should()
            .ContainAll("<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>",
                "<description>");
        var bill = JsonNode.Parse(File.ReadAllText(Path.Combine(packages, $"{id}.{version}.cdx.json")))!;
        bill["metadata"]!["component"]!["purl"]!.ToString().Should().Be($"pkg:nuget/{id}@{version}");
        if (id == "SmokeTests.Templates")
            return;
        bill["components"]!.AsArray().Should()
            .NotBeEmpty().And.OnlyContain(c => c!["version"] != null && c["hashes"] != null && c["licenses"] != null);
        using var symbols = ZipFile.OpenRead(Path.Combine(packages, $"{id}.{version}.snupkg"));
        symbols.Entries.Should().Contain(e => e.FullName.EndsWith(".pdb"));
    }

    /// <summary>What both sides share is a package that comes with the library's, and a file of the tool's.</summary>
    private static void SharesOneAssembly(string packages)
    {
        const string shared = "SmokeTests.Protocol.dll";
        foreach (var (id, folder) in new[] { ("SmokeTests.Protocol", "lib/net10.0/"), ("SmokeTests.Runner", "tools/net10.0/any/") })
            Files(id).Should().ContainSingle(file => file.EndsWith(shared)).Which.Should().Be(folder + shared);
        Files("SmokeTests").Should().NotContain(file => file.EndsWith(shared));
        using var package = ZipFile.OpenRead(Package("SmokeTests"));
        using var nuspec = new StreamReader(package.GetEntry("SmokeTests.nuspec")!.Open());
        nuspec.ReadToEnd().Should().Contain("<dependency id=\"SmokeTests.Protocol\" version=");

        string Package(string id) =>
            Directory.GetFiles(packages, $"{id}.*.nupkg").Single(file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]));

        string[] Files(string id)
        {
            using var package = ZipFile.OpenRead(Package(id));
            return [.. package.Entries.Select(e => e.FullName)];
        }
    }

    private async Task<string> Dotnet(string where, params string[] arguments)
    {
        var (code, output) = await Product.Run(arguments, clone.Environment, where);
        code.Should().Be(0, $"dotnet {string.Join(' ', arguments)}:\n{output}");
        return output;
    }
}
