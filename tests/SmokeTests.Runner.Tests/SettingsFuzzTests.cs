using System.Text.Json.Nodes;
using CsCheck;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Whatever stands in a settings file, at each key that its schema knows: a value, or a mistake with the file and the key.
/// </summary>
public sealed class SettingsFuzzTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Any_value_at_any_key_is_read_or_a_mistake_of_that_key()
    {
        AnyJson.Settings.Should().HaveCountGreaterThan(80);
        Gen.Select(Gen.Int[0, AnyJson.Settings.Count - 1], AnyJson.Values).Sample((which, value) =>
        {
            var (place, file) = AnyJson.Settings[which];
            var (path, mistakes) = Read(file(value?.DeepClone()).ToJsonString());
            // A section is named whole, also where it is something within it that is wrong or missing.
            mistakes.Where(m => !m.StartsWith($"{path}: ", StringComparison.Ordinal)).Should().BeEmpty();
            mistakes.Where(m => !m.Contains(place.Split('.')[0], StringComparison.Ordinal)).Should().BeEmpty("of {0}", place);
        }, iter: 6_000);
    }

    [Fact]
    public void All_mistakes_of_a_file_are_told_at_once()
    {
        var all = AnyJson.Settings.Where(s => s.Place.EndsWith(SettingsSchema.Bogus, StringComparison.Ordinal)).ToArray();
        var merged = new JsonObject();
        foreach (var (_, file) in all)
            Merge(merged, file(1));
        var (path, mistakes) = Read(merged.ToJsonString());
        var sections = all.Select(s => s.Place.Split('.')[0]).Where(s => s != SettingsSchema.Bogus).Distinct().ToArray();
        // What the worker reads alone it says itself.
        foreach (var section in sections.Except(["environments", "browser"]))
            mistakes.Should().Contain(m => m.StartsWith($"{path}: {section}", StringComparison.Ordinal), "of {0}", section);
    }

    [Theory]
    [InlineData("""{ "teams": {}, "teams": {} }""")]
    [InlineData("""{ "teams": { "a": { "slack": "board", "slack": "board" } } }""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("\0")]
    [InlineData("""{ "a": "\ud800" }""")]
    public void A_file_that_is_no_settings_is_a_mistake(string text)
    {
        var (path, mistakes) = Read(text);
        mistakes.Should().NotBeEmpty().And.OnlyContain(m => m.StartsWith($"{path}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Any_variable_is_read_or_a_mistake() =>
        Gen.Select(AnyJson.Texts, AnyJson.Texts, AnyJson.OneOf("teams", "alerts", "maintenance", "access", "zzz", ""))
        .Sample((name, value, section) =>
    {
        var path = Write("""{ "teams": { "a": { "slack": "board" } } }""");
        RunnerSettings.Read(
            SettingsFile.Load(path,
                new Dictionary<string, string> { [$"SMOKETESTS__{section}__{name}"] = value, [$"SMOKETESTS__{name}"] = value,
                    ["SMOKETESTS_LAYERS"] = value }));
    }, iter: 3_000);

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from.ToArray())
            if (into[name] is JsonObject below && value is JsonObject child)
                Merge(below, child);
            else
            {
                from.Remove(name);
                into[name] = value;
            }
    }

    private (string Path, IReadOnlyList<string> Mistakes) Read(string text)
    {
        var path = Write(text);
        var file = SettingsFile.Load(path, new Dictionary<string, string>());
        RunnerSettings.Read(file);
        return (path, file.Mistakes);
    }

    private string Write(string text)
    {
        var path = Path.Combine(folder, $"{Environment.CurrentManagedThreadId}.json");
        File.WriteAllText(path, text);
        return path;
    }
}
