using SmokeTests.Runner.Settings;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "smoketests.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_file_and_key()
    {
        var (_, mistakes) = Read("""
            { "teams": { "silent": {}, "loud": { "slack": "#general", "pager": 1 }, "secret": { "slack": "${NO_SUCH}" }, "odd": 5 },
              "platform": "nobody", "alerts": { "open": 0, "resolve": "two", "confirmAfter": "5x", "remind": "1h" } }
            """);
        mistakes.Should().BeEquivalentTo(
            "FILE: teams.silent: has no route. Add \"slack\": \"https://hooks.slack.com/services/…\", or \"slack\": \"board\" to be told on the board alone",
            "FILE: teams.loud.pager: is not a setting. Known here: slack",
            "FILE: teams.loud.slack: is neither the address of an incoming webhook nor \"board\"",
            "FILE: teams.secret.slack: the environment variable NO_SUCH is not set",
            "FILE: teams.odd: must be an object",
            "FILE: platform: there is no team 'nobody'. There are: silent, loud, secret",
            "FILE: alerts.open: must be a whole number above 0",
            "FILE: alerts.resolve: must be a whole number above 0",
            "FILE: alerts.confirmAfter: '5x' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d",
            "FILE: alerts.remind: is not a setting. Known here: open, resolve, confirmAfter, late");
    }

    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        var (settings, mistakes) = Read("""{ "teams": { "storefront": { "slack": "https://hooks.example/T/B" } } }""");
        mistakes.Should().BeEmpty();
        settings.Policy.Should().Be(new Policy { Open = 2, Resolve = 2, ConfirmAfter = TimeSpan.FromSeconds(5) });
        settings.TeamOf("storefront").Slack.Should().Be(new Uri("https://hooks.example/T/B"));
        settings.TeamOf("stranger").Should().Be(new Team("stranger", null));
        settings.TeamOf(null).Name.Should().Be("platform");
    }

    [Fact]
    public void A_policy_can_be_set_by_variables()
    {
        var (settings, mistakes) = Read("""{ "teams": {} }""", ("SMOKETESTS__alerts__open", "3"), ("SMOKETESTS__alerts__confirmAfter", "1s"));
        mistakes.Should().BeEmpty();
        settings.Policy.Should().Be(new Policy { Open = 3, ConfirmAfter = TimeSpan.FromSeconds(1) });
    }

    private (RunnerSettings Settings, IEnumerable<string> Mistakes) Read(string json, params (string Name, string Value)[] variables)
    {
        File.WriteAllText(file, json);
        var read = SettingsFile.Load(file, variables.ToDictionary(v => v.Name, v => v.Value));
        var settings = RunnerSettings.Read(read);
        return (settings, read.Mistakes.Select(m => m.Replace(file, "FILE", StringComparison.Ordinal)));
    }
}
