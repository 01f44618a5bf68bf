using System.IO.Compression;
using System.Text.Json.Nodes;

namespace SmokeTests.EndToEnd;

/// <summary>From the packages to a suite that runs, as a new user goes.</summary>
public sealed class TemplateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-template-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task From_the_packages_comes_a_suite_that_builds_without_a_warning_and_passes_by_dotnet_test_and_by_the_tool()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        var packages = Path.Combine(folder, "packages");
        // A version of its own: what is restored is never what an earlier run left in the cache.
        var version = $"0.1.0-t{DateTime.UtcNow:yyyyMMddHHmmss}";
        await Dotnet(Product.Root, Path.Combine(Product.Root, "build", "bin", Product.Configuration, "net10.0", "Build.dll"), "pack", "--version", version, "--output", packages);
        foreach (var id in new[] { "SmokeTests", "SmokeTests.Browser", "SmokeTests.Runner", "SmokeTests.Templates" })
            Holds(packages, id, version);
        var hive = Path.Combine(folder, "hive");
        await Dotnet(folder, "new", "install", Path.Combine(packages, $"SmokeTests.Templates.{version}.nupkg"), "--debug:custom-hive", hive);
        await Dotnet(folder, "new", "smoketests", "-n", "Shop.SmokeTests", "-o", Path.Combine(folder, "suite"), "--site", "http://127.0.0.1:9", "--team", "storefront", "--browser", "true", "--debug:custom-hive", hive);

        await File.WriteAllTextAsync(Path.Combine(folder, "suite", "nuget.config"), $"""<configuration><packageSources><add key="local" value="{packages}" /></packageSources></configuration>""");
        // What is a developer's own: settings beside the file, and a secret that the SDK keeps.
        await File.WriteAllTextAsync(Path.Combine(folder, "suite", "smoketests.local.json"), """{ "environments": { "production": { "site": "${SHOP_ADDRESS}" } } }""");
        await Dotnet(Path.Combine(folder, "suite"), "user-secrets", "init");
        await Dotnet(Path.Combine(folder, "suite"), "user-secrets", "set", "SHOP_ADDRESS", shop.Address);
        var told = "";
        foreach (var file in new[] { "gatus.yaml", "kuma.json", "shopping.har", "shop.webtest" })
            told += await Import(file, shop.Address, Path.Combine(folder, "suite"));
        told.Should().ContainAll("ping: icmp:// has no counterpart", "len([BODY]) > 0 is to be written by hand", "The header Authorization is not copied", "A ping of 10.0.0.1 has no counterpart", "Its user and password are not copied", "The log-in that was recorded is not copied", "The rule IsFresh is to be written by hand");
        var built = await Dotnet(Path.Combine(folder, "suite"), "build", "-v", "minimal", "-nologo", "-warnaserror");
        built.Should().NotContain("warning");
        // Whether a page is painted within 2.5 s is the machine's affair while other tests run.
        await Dotnet(Path.Combine(folder, "suite"), "test", "--no-build", "--filter", "FullyQualifiedName~FrontPage");
        await Dotnet(folder, "tool", "install", "SmokeTests.Runner", "--version", version, "--tool-path", Path.Combine(folder, "tool"), "--add-source", packages);
        var suite = Path.Combine(folder, "suite", "bin", "Debug", "net10.0");
        await using var smoke = new Running(Path.Combine(folder, "tool", OperatingSystem.IsWindows() ? "smoke.exe" : "smoke"), ["run", suite, "--filter", "FrontPage"]);
        var (code, output) = (await smoke.End(), smoke.Output);
        output.Should().Contain("1 passed, 0 failed, 0 broken");
        code.Should().Be(0, output);
        await Imported(suite);
        await Dotnet(Path.Combine(folder, "suite"), "publish", "--no-build", "-c", "Debug", "-o", Path.Combine(folder, "published"));
        File.Exists(Path.Combine(folder, "published", "smoketests.json")).Should().BeTrue();
        File.Exists(Path.Combine(folder, "published", "smoketests.local.json")).Should().BeFalse("it stays on the developer's machine");
        await Dotnet(Path.Combine(folder, "suite"), "user-secrets", "clear");

        // What the compiler says of an unsafe check comes with the package.
        await File.WriteAllTextAsync(Path.Combine(folder, "suite", "Unsafe.cs"), "namespace Shop; public class Unsafe : Journey { [Fact] public async Task Nobodys() { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); } }");
        (await Dotnet(Path.Combine(folder, "suite"), "build", "-v", "minimal", "-nologo")).Should().Contain("SMOKE001").And.Contain("SMOKE002");
    }

    private async Task<string> Import(string file, string site, string suite)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Product.Root, "tests", "SmokeTests.EndToEnd", "Imports", file));
        await File.WriteAllTextAsync(Path.Combine(folder, file), text.Replace("shop.example.port", new Uri(site).Authority).Replace("http://shop.example", site));
        var target = Path.Combine(suite, $"From_{Path.GetExtension(file)[1..]}.cs");
        var told = await Dotnet(folder, Product.Smoke, "import", file, "--team", "imported", "--output", target);
        (await File.ReadAllTextAsync(target)).Should().NotContain("SECRET-OF", "what is secret is never copied");
        return told;
    }

    /// <summary>What came from other tools passes against the shop.</summary>
    private static async Task Imported(string suite)
    {
        const string account = "SMOKETESTS__environments__production__accounts__user__";
        var (code, output) = await Product.Run([Product.Smoke, "run", suite, "--filter", "team=imported"], new Dictionary<string, string>
        {
            [account + "user"] = "ada@example.com", [account + "password"] = "difference-engine", ["SMOKETESTS__environments__production__secrets__authorization"] = "Bearer x",
        });
        output.Should().ContainAll("✓ Shop: Front page", "✓ Shop: Books by the api", "✓ Shop: No such page", "✓ Gatus: Api with a token", "✓ Gatus: Port", "✓ Book_shop: Search finds Dune", "✓ Book_shop: The price of Dune", "✓ Shopping: It works", "✓ Shop_availability: It works");
        code.Should().Be(0, output);
    }

    /// <summary>What a package gallery shows, what a debugger needs, and what it is made of.</summary>
    private static void Holds(string packages, string id, string version)
    {
        using var package = ZipFile.OpenRead(Path.Combine(packages, $"{id}.{version}.nupkg"));
        package.Entries.Select(e => e.FullName).Should().Contain(["README.md", "icon.png", $"{id}.nuspec"]);
        using var nuspec = new StreamReader(package.GetEntry($"{id}.nuspec")!.Open());
        nuspec.ReadToEnd().Should().ContainAll("<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<description>");
        var bill = JsonNode.Parse(File.ReadAllText(Path.Combine(packages, $"{id}.{version}.cdx.json")))!;
        bill["metadata"]!["component"]!["purl"]!.ToString().Should().Be($"pkg:nuget/{id}@{version}");
        if (id == "SmokeTests.Templates")
            return;
        bill["components"]!.AsArray().Should().NotBeEmpty().And.OnlyContain(c => c!["version"] != null && c["hashes"] != null && c["licenses"] != null);
        using var symbols = ZipFile.OpenRead(Path.Combine(packages, $"{id}.{version}.snupkg"));
        symbols.Entries.Should().Contain(e => e.FullName.EndsWith(".pdb"));
    }

    private static async Task<string> Dotnet(string where, params string[] arguments)
    {
        var (code, output) = await Product.Run(arguments, folder: where);
        code.Should().Be(0, $"dotnet {string.Join(' ', arguments)}:\n{output}");
        return output;
    }
}
