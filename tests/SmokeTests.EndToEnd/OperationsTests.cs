using System.IO.Compression;
using System.Security.Cryptography;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>What whoever runs a runner does: look whether all is well, back it up, put it elsewhere, fetch suites.</summary>
public sealed class OperationsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operations-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task The_doctor_finds_all_well_or_says_of_each_thing_what_to_do_and_tells_nobody()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        var data = Path.Combine(folder, "data");
        string[] command = [Product.Smoke, "doctor", Product.ShopChecks, "--data", data];
        var (code, said) = await Product.Run(command, shop.Environment.Concat(slack.Environment).ToDictionary());
        said.Should().ContainAll("✓ settings", "✓ secrets", "✓ suite", $"✓ site of local: {shop.Address}/ answers 200",
            "✓ clock: as the sites have it", "✓ route: teams.storefront.slack takes messages", "✓ history", "✓ disk", "All is well.");
        code.Should().Be(0);
        slack.Taken.Should().BeEmpty();
        Directory.Exists(data).Should().BeFalse("it changes nothing");

        var (bad, wrong) = await Product.Run(command, new Dictionary<string, string>
        {
            ["SMOKETESTS__environments__local__site"] = $"http://127.0.0.1:{Ports.Free()}",
                ["SLACK_STOREFRONT"] = $"http://127.0.0.1:{Ports.Free()}/x",
                    ["SMOKETESTS__environments__local__secrets__key"] = "${NOBODY_HAS_SET_THIS}", ["SMOKETESTS__platform"] = "nobody",
        });
        wrong.Should().ContainAll("✗ settings: ", "there is no team 'nobody'", "✗ secrets: NOBODY_HAS_SET_THIS is not set",
            "mount it as /run/secrets/NOBODY_HAS_SET_THIS", "✗ site of local", "✗ route: teams.storefront.slack", "checks failed.");
        bad.Should().Be(2);
    }

    [Fact]
    public async Task A_backup_is_taken_while_the_runner_runs_and_goes_on_elsewhere_with_its_open_incident()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        var environment = shop.Environment.Concat(slack.Environment).ToDictionary();
        var backup = Path.Combine(folder, "backup.zip");
        string[] checks = [Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book"];
        string[] runs;
        await using (var runner = new Runner(checks, environment))
        {
            await runner.Start();
            await runner.Until("the check passes", async () => (await runner.Check("A visitor finds a book")).Outcome == "Passed");
            await shop.Break("search-empty");
            await Patience.Until("it is told", () => slack.Taken.Count == 1, () => runner.Output);
            await runner.OutboxIsEmpty();
            runs = [.. (await runner.Runs("A visitor finds a book")).Select(r => r.Id)];
            var (code, said) = await Product.Run([Product.Smoke, "export", backup, "--data", runner.Data]);
            code.Should().Be(0, said);
        }
        var data = Path.Combine(folder, "elsewhere");
        (await Product.Run([Product.Smoke, "restore", backup, "--data", data])).ExitCode.Should().Be(0);
        var (again, refused) = await Product.Run([Product.Smoke, "restore", backup, "--data", data]);
        (again, refused).Should().Match<(int, string)>(r => r.Item1 == 2 && r.Item2.Contains("has a history already: nothing was changed"));

        await shop.Heal("search-empty");
        await using var other = new Runner([.. checks, "--data", data], environment);
        await other.Start();
        await Patience.Until("the end of what was open is told, once", () => slack.Taken.Count == 2, () => other.Output);
        (await other.Runs("A visitor finds a book")).Select(r => r.Id).Should().Contain(runs);
    }

    [Fact]
    public async Task A_suite_is_fetched_as_an_archive_held_to_its_hash_and_the_one_before_runs_when_it_cannot_be_had()
    {
        var zip = Path.Combine(folder, "passing.zip");
        ZipFile.CreateFromDirectory(Product.Specimen("Passing"), zip);
        var (bytes, there) = (await File.ReadAllBytesAsync(zip, TestContext.Current.CancellationToken), true);
        await using var store = await TestSite.Answering(async context =>
        {
            context.Response.StatusCode = there ? 200 : 503;
            if (there)
                await context.Response.Body.WriteAsync(bytes);
        });
        var (address, data) = ($"{store.Address}passing.zip", Path.Combine(folder, "fetching"));
        await using (var runner = new Runner([$"{address}#sha256={Convert.ToHexStringLower(SHA256.HashData(bytes))}", "--data", data]))
        {
            await runner.Start();
            await runner.Until("the check passes",
                async () => (await runner.Checks()) is { Length: > 0 } all && all.All(c => c.Outcome == "Passed"));
            runner.Process.Terminate();
            await runner.Process.End();
        }
        there = false;
        await using (var runner = new Runner([address, "--data", data]))
        {
            await runner.Start();
            await runner.Says("The version that was fetched before runs instead.");
        }
        there = true;
        var (code, said) = await Product.Run([Product.Smoke, "serve", $"{address}#sha256=00", "--data", data]);
        said.Should().Contain("its SHA-256 is").And.Contain("not 00");
        code.Should().Be(2);
    }
}
