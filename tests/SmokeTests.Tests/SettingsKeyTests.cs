using System.Text.Json.Nodes;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>What the schema says of each key of the suite's is what the reader does; and it says the same of every key.</summary>
public sealed class SettingsKeyTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "smoketests.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    private static readonly Dictionary<string, (JsonObject Node, Func<JsonNode?, JsonObject> File)> All =
        SettingsSchema.Keys().ToDictionary(k => k.Place, k => (k.Node, k.File));

    /// <summary>Those that a suite reads.</summary>
    public static TheoryData<string> Places => [.. All.Keys.Where(k => k.Split('.')[0] is "environment" or "environments" or "browser")];

    [Fact]
    public void Every_key_says_what_it_is_an_example_and_what_counts_without_it()
    {
        var needed = SettingsSchema.Needed().ToHashSet();
        foreach (var (place, (node, _)) in All)
        {
            $"{node["description"]}".Should().MatchRegex(@"[.]$", place);
            if (node["default"] is { } usual)
            {
                var words = usual is JsonArray list ? string.Join(", ", list) : $"{usual}";
                $"{node["description"]}".Should().EndWith($" Default: {words}.", "editors show no more than this of {0}", place);
            }
            if (SettingsSchema.IsObject(node))
                continue;
            node["examples"].Should().NotBeNull(place);
            ((node["default"] ?? node["otherwise"]) is not null || needed.Contains(place)).Should()
                .BeTrue("{0} has a default, or words for what counts otherwise, or is needed", place);
        }
        All.Count.Should().BeGreaterThan(100);
    }

    [Theory, MemberData(nameof(Places))]
    public void Every_key_is_read(string place) =>
        SettingsExample.Refuses(place, Load(All[place].File(new JsonArray(1))).Mistakes)
            .Should().BeTrue("a list of numbers is never right");

    [Theory, MemberData(nameof(Places))]
    public void Every_example_is_taken(string place)
    {
        var (node, whole) = All[place];
        Load(whole(SettingsSchema.Example(node))).Mistakes.Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Places))]
    public void Every_default_is_what_counts_without_it(string place)
    {
        var (node, whole) = All[place];
        if (node["default"] is not { } usual)
            return;
        var (with, without) = (Load(whole(usual.DeepClone())), Load(SettingsExample.Without(whole(usual.DeepClone()), place)));
        with.Mistakes.Should().BeEmpty();
        SettingsExample.Read(with).Should().Be(SettingsExample.Read(without));
    }

    private SuiteSettings Load(JsonObject settings)
    {
        var chosen = settings["environment"] is JsonValue name ? $"{name}" : SettingsSchema.Member;
        settings["environments"] ??= new JsonObject { [chosen] = new JsonObject { ["site"] = "https://shop.example" } };
        var json = SettingsExample.Whole(settings);
        File.WriteAllText(file, json);
        return SuiteSettings.Load(file, null, SettingsExample.Variables(json));
    }
}
