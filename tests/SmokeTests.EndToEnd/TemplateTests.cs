namespace SmokeTests.EndToEnd;

/// <summary>From the packages to a suite that runs, as a new user goes.</summary>
public sealed class TemplateTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-template-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_templates_project_builds_without_a_warning_and_passes()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        var packages = Path.Combine(folder, "packages");
        // A version of its own: what is restored is never what an earlier run left in the cache.
        var version = $"0.1.0-t{DateTime.UtcNow:yyyyMMddHHmmss}";
        foreach (var project in new[] { "SmokeTests", "SmokeTests.Browser", "SmokeTests.Templates" })
            await Dotnet(Product.Root, "pack", Path.Combine("src", project), "-c", Product.Configuration, "-o", packages, $"-p:Version={version}", "-v", "quiet", "-nologo");
        var hive = Path.Combine(folder, "hive");
        await Dotnet(folder, "new", "install", Path.Combine(packages, $"SmokeTests.Templates.{version}.nupkg"), "--debug:custom-hive", hive);
        await Dotnet(folder, "new", "smoketests", "-n", "Shop.SmokeTests", "-o", Path.Combine(folder, "suite"), "--site", shop.Address, "--team", "storefront", "--browser", "true", "--debug:custom-hive", hive);

        await File.WriteAllTextAsync(Path.Combine(folder, "suite", "nuget.config"), $"""<configuration><packageSources><add key="local" value="{packages}" /></packageSources></configuration>""");
        var built = await Dotnet(Path.Combine(folder, "suite"), "build", "-v", "minimal", "-nologo", "-warnaserror");
        built.Should().NotContain("warning");
        var suite = Path.Combine(folder, "suite", "bin", "Debug", "net10.0");
        var (code, output) = await Product.Run([Product.Smoke, "run", suite]);
        output.Should().Contain("2 passed, 0 failed, 0 broken");
        code.Should().Be(0, output);

        // What the compiler says of an unsafe check comes with the package.
        await File.WriteAllTextAsync(Path.Combine(folder, "suite", "Unsafe.cs"), "namespace Shop; public class Unsafe : Journey { [Fact] public async Task Nobodys() { var p = await Open(\"/\"); await p.ShouldShow(\"x\"); } }");
        (await Dotnet(Path.Combine(folder, "suite"), "build", "-v", "minimal", "-nologo")).Should().Contain("SMOKE001").And.Contain("SMOKE002");
    }

    private static async Task<string> Dotnet(string where, params string[] arguments)
    {
        var (code, output) = await Product.Run(arguments, folder: where);
        code.Should().Be(0, $"dotnet {string.Join(' ', arguments)}:\n{output}");
        return output;
    }
}
