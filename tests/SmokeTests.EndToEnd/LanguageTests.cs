using System.Text.RegularExpressions;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>Suites in the other languages of .NET: run by xunit itself, listed and run by the runner, and warm.</summary>
public class LanguageTests
{
    [Theory]
    //          suite            team          class                 source, and where the first check stands
    [InlineData("InFSharp",      "functional", "Pages in F#",        "Pages.fs")]
    [InlineData("InVisualBasic", "basic",      "PagesInVisualBasic", "Pages.vb")]
    public async Task A_suite_is_a_worker_in_its_language_too(string suite, string team, string @class, string source)
    {
        await using var site = await TestSite.Html("<title>Shop</title><h1>Hello from the shop</h1>");
        var environment = new Dictionary<string, string> { ["SPECIMEN_SITE"] = site.Address.ToString(),
            ["SMOKETESTS__environments__local__site"] = site.Address.ToString() };
        var (_, listed) = await Product.Run([Product.Smoke, "list", Product.Specimen(suite)], environment);
        Regex.Replace(listed, " +", " ").Should()
            .ContainAll($"{@class}: The front page greets {team} every 1 min local",
                $"{@class}: Is explicit {team} only by hand local never", $"{@class}: Is skipped {team} skipped local not today");

        var (xunit, run) = (await XunitRun.ByXunit(suite, environment), await XunitRun.ByTheRunner(suite, environment));
        run.Results.Select(r => r.Outcome).Order().Should().Equal(xunit.Results.Select(r => r.Outcome).Order(), run.Output + xunit.Output);
        run.Results.Should().ContainSingle(r => r.Outcome == "Failed").Which.Name.Should().Be("Fails by its page");
        run.Output.Should().Contain("what is not there");

        await using var runner = new Runner([Product.Specimen(suite), "--every", "2s"], environment);
        await runner.Start();
        await runner.Until("the warm worker has run it", async () => (await runner.Check("The front page greets")).Outcome == "Passed");
        (await runner.Page("/checks/" + Uri.EscapeDataString((await runner.Check("The front page greets")).Id))).Should()
            .MatchRegex($@"{Regex.Escape(source)}:\d+");
    }
}
