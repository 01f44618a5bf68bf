using SmokeTests.Testing;

namespace SmokeTests.Tests.Differential;

/// <summary>What differs is said where people read it.</summary>
public class TextDifferencesTests
{
    [Fact]
    public void The_page_on_writing_checks_lists_them_all_and_no_other()
    {
        var page = File.ReadAllText(Path.Combine(SettingsSchema.Root, "src", "SmokeTests", "README.md")).ReplaceLineEndings("\n");
        var section = page[page.IndexOf("### Text", StringComparison.Ordinal)..].Split("\n#")[0];
        section.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Should().Equal(TextDifferences.All.Select(d => $"| {d.What} | {d.Why} |"));
    }
}
