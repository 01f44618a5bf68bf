using CsCheck;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>The same settings as a suite reads them: a value, or a mistake with the file and the key.</summary>
public sealed class SuiteSettingsFuzzTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Any_value_at_any_key_is_read_or_a_mistake() =>
        Gen.Select(Gen.Int[0, AnyJson.Settings.Count - 1], AnyJson.Values).Sample((which, value) =>
    {
        var path = Path.Combine(folder, $"{Environment.CurrentManagedThreadId}.json");
        File.WriteAllText(path, AnyJson.Settings[which].File(value?.DeepClone()).ToJsonString());
        SuiteSettings.Load(path, "some",
            new Dictionary<string, string>()).Mistakes.Where(m => !m.StartsWith($"{path}: ", StringComparison.Ordinal)).Should().BeEmpty();
    }, iter: 6_000);

    [Fact]
    public void Any_time_of_an_attribute_is_one_or_none() => AnyJson.Texts.Sample(text =>
    {
        if (Interval.TryParse(text, out var time))
            time.Should().BePositive();
    }, iter: 20_000);

    [Fact]
    public void Any_file_of_owners_has_owners_or_none() => Gen.Select(AnyJson.Texts.Array[0, 6], AnyJson.Texts).Sample((lines, path) =>
        Worker.CodeOwners.Parse(string.Join('\n', lines.Select((line, n) => n % 2 == 0 ? line : $"{line} @team"))).Of(path).Should()
        .NotBeNull(), iter: 20_000);
}
