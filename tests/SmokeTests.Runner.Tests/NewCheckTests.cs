using SmokeTests.Runner.Cli;

namespace SmokeTests.Runner.Tests;

/// <summary>A new check is at home in its suite: in the namespace of those beside it, and of the suite's team.</summary>
public sealed class NewCheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-new-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Shop.SmokeTests", "namespace Shop.SmokeTests;")]
    [InlineData("my shop-2.3d", "namespace my_shop_2._3d;")]
    [InlineData("class", "namespace @class;")]
    [InlineData("Zürich..Läden", "namespace Zürich.Läden;")]
    public void Its_namespace_follows_from_the_project(string project, string expected)
    {
        Write(project + ".csproj", "<Project />");
        New("Ordering").Should().StartWith(expected);
    }

    [Fact]
    public void Its_namespace_is_that_of_the_checks_beside_it()
    {
        Write("class.csproj", "<Project />");
        Write("FrontPage.cs", "using Xunit;\n\nnamespace classChecks;\n\npublic class FrontPage;\n");
        Write("Usings.cs", "global using Xunit;\n");
        New("Ordering").Should().StartWith("namespace classChecks;");
    }

    [Theory]
    [InlineData(null, "my-team")]
    [InlineData("{ \"teams\": { \"kiosk\": {} } }", "kiosk")]
    [InlineData("{ \"platform\": \"ops\", \"teams\": { \"ops\": {}, \"kiosk\": {} } }", "ops")]
    [InlineData("{ \"team\": \"kiosk\", \"platform\": \"ops\", \"teams\": { \"ops\": {}, \"kiosk\": {} } }", "kiosk")]
    [InlineData("{ \"teams\": { \"it's \\\"us\\\" \\\\o/\": {} }, /* one */ }", "it's \\\"us\\\" \\\\o/")]
    [InlineData("{ \"teams\": ", "my-team")]
    [InlineData("[]", "my-team")]
    [InlineData("{ \"team\": 5 }", "my-team")]
    public void Its_team_is_the_suites(string? settings, string literal)
    {
        Write("Shop.csproj", "<Project />");
        if (settings is not null)
            Write("smoketests.json", settings);
        New("Ordering").Should().Contain($"[Team(\"{literal}\"), Every(\"5m\")]");
    }

    [Fact]
    public void A_class_may_be_called_like_a_keyword()
    {
        Write("Shop.csproj", "<Project />");
        New("event").Should().Contain("public class @event : Journey");
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    private string New(string name)
    {
        NewCheckCommand.Run(name, null, browser: false, folder).Should().Be(ExitCode.Passed);
        return File.ReadAllText(Path.Combine(folder, name + ".cs"));
    }
}
