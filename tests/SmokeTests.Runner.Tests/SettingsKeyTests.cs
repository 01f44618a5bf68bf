using System.Text.Json.Nodes;
using SmokeTests.Build;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>What the schema says of each key is what the reader does, and what the page says.</summary>
public sealed class SettingsKeyTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "smoketests.json");

    public SettingsKeyTests() => File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "people.txt"), "ada:operator:hash\n");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    /// <summary>Those that the runner reads.</summary>
    public static TheoryData<string> Places => [.. Keys.Keys];

    private static readonly Dictionary<string, (JsonObject Node, Func<JsonNode?, JsonObject> File)> Keys = SettingsSchema.Keys()
        .Where(k => k.Place.Split('.')[0] is not ("environment" or "environments" or "browser"))
        .ToDictionary(k => k.Place, k => (k.Node, k.File));

    [Fact]
    public void The_page_says_what_the_schema_says() =>
        Read(SettingsPage.Page).Should().Be(
            SettingsPage.Of(Read(SettingsPage.Schema)), "it is made from the schema: dotnet run --project build -- settings");

    [Fact]
    public void The_page_says_how_long_an_interval_may_be() =>
        Read(SettingsPage.Page).Should().Contain($"It is above 0, and {Interval.Longest.TotalDays} days at most.");

    [Theory, MemberData(nameof(Places))]
    public void Every_key_is_read(string place) =>
        SettingsExample.Refuses(place, Load(Keys[place].File(new JsonArray(1))).Mistakes)
            .Should().BeTrue("a list of numbers is never right");

    [Theory, MemberData(nameof(Places))]
    public void Every_example_is_taken(string place)
    {
        var (node, whole) = Keys[place];
        Load(whole(SettingsSchema.Example(node))).Mistakes.Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Places))]
    public void Every_default_is_what_counts_without_it(string place)
    {
        var (node, whole) = Keys[place];
        if (node["default"] is not { } usual)
            return;
        var (set, mistakes) = Load(whole(usual.DeepClone()));
        mistakes.Should().BeEmpty();
        var (unset, _) = Load(SettingsExample.Without(whole(usual.DeepClone()), place));
        SettingsExample.Read(set).Should().Be(SettingsExample.Read(unset));
    }

    private (RunnerSettings Settings, IReadOnlyList<string> Mistakes) Load(JsonObject settings)
    {
        var json = SettingsExample.Whole(settings);
        File.WriteAllText(file, json);
        var read = SettingsFile.Load(file, SettingsExample.Variables(json));
        return (RunnerSettings.Read(read), read.Mistakes);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(SettingsSchema.Root, path)).ReplaceLineEndings("\n");
}
