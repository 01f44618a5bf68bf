using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>What a change of the settings does while the runner runs.</summary>
public sealed class LiveSettingsTests : IDisposable
{
    private const string First =
        """{ "environments": { "local": { "site": "http://a.example" } }, "teams": { "shop": { "slack": "${HOOK}" } },"""
            + """ "alerts": { "resolve": 2 } }""";

    private readonly string folder = Directory.CreateTempSubdirectory("live-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    //          what stands there now                                              taken up  suites anew  what is said
    [InlineData("\"resolve\": 2", "\"resolve\": 3",                                      true,     false,       "")]
    [InlineData("\"resolve\": 2", "\"resolve\": 2 /* as ever */",                           false,    false,       "")]
    [InlineData("\"resolve\": 2", "\"resolve\": \"some\"",                               false,    false,
        "alerts.resolve: must be a whole number above 0. The settings before it stay in force.")]
    [InlineData("\"resolve\": 2", "\"resolve\": 2 ",                                     false,    false,       "")]
    [InlineData("a.example", "b.example",                                          true,     true,        "")]
    [InlineData("\"teams\": {", "\"teams\": { \"other\": { \"slack\": \"board\" },", true,   true,        "")]
    [InlineData("\"teams\"", "\"heartbeat\": { \"address\": \"http://h.example\" }, \"teams\"", true, false,
        "heartbeat: has changed, and takes a restart of the runner.")]
    [InlineData("\"teams\"", "\"history\": { \"database\": \"Host=h\" }, \"teams\"", true,   false,
        "history.database: has changed, and takes a restart of the runner.")]
    [InlineData("\"teams\"", "\"history\": { \"runs\": \"3d\" }, \"teams\"",       true,     false,       "")]
    [InlineData("{ \"environments\"", "} \"environments\"",                        false,    false,
        " The settings before it stay in force.")]
    public void A_change_is_taken_up_where_that_is_safe(string from, string to, bool taken, bool anew, string said)
    {
        var settings = Open();
        var (before, version) = (settings.Now, settings.Version);
        Write(First.Replace(from, to, StringComparison.Ordinal));
        settings.Look();
        settings.Now.Should().BeSameAs(before, "it may still be being written");
        settings.Look();
        ReferenceEquals(settings.Now, before).Should().Be(!taken);
        (settings.Version != version).Should().Be(anew);
        string.Join('\n', settings.Mistakes).Should().MatchRegex(said.Length == 0 ? "^$" : Regex.Escape(said));

        Write(First);
        settings.Look();
        settings.Look();
        settings.Mistakes.Should().BeEmpty("what stood there at first stands there again");
        settings.Version.Should().Be(version);
    }

    [Fact]
    public void A_mounted_secret_that_is_renewed_is_a_change()
    {
        var settings = Open();
        var before = settings.Now;
        File.WriteAllText(Path.Combine(folder, "HOOK"), "https://hooks.slack.com/services/T/B/renewed");
        settings.Look();
        settings.Look();
        settings.Now.Should().NotBeSameAs(before);
        settings.Mistakes.Should().BeEmpty();
    }

    private LiveSettings Open()
    {
        File.WriteAllText(Path.Combine(folder, "HOOK"), "https://hooks.slack.com/services/T/B/first");
        Write(First);
        var file = SettingsFile.Load(Path.Combine(folder, SettingsFile.Name),
            new Dictionary<string, string> { [SettingsFile.SecretsVariable] = folder });
        var settings = RunnerSettings.Read(file);
        file.Mistakes.Should().BeEmpty();
        return new LiveSettings(settings, file, NullLogger.Instance);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, SettingsFile.Name), text);
}
