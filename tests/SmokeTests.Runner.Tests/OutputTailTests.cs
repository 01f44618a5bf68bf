using System.Globalization;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Tests;

/// <summary>What is shown of a process's console: little, and no secret, wherever it is cut.</summary>
public class OutputTailTests
{
    private const string Secret = "s3cret-of-the-shop";

    [Fact]
    public void A_crash_is_told_without_the_secrets_of_the_settings_and_those_that_the_worker_told_of()
    {
        var words = new ProcessOutput([Secret, "abc"]);
        words.Add($"Process terminated. {Secret}\n at a.b() abc tok3n-of-today\n");
        words.ToString().Should().Contain("tok3n-of-today", "nobody has said yet that it is one");
        words.Learn("tok3n-of-today");
        words.ToString().Should().Be("Process terminated. •••\n at a.b() ••• •••");
    }

    [Fact]
    public void Of_tokens_the_last_ones_are_remembered()
    {
        var words = new ProcessOutput([Secret]);
        for (var i = 0; i < 2_000; i++)
            words.Learn($"token-{i:x6}");
        words.Add($"token-{0:x6} token-{1_999:x6} {Secret}");
        words.ToString().Should().Be($"token-{0:x6} ••• •••");
    }

    [Fact]
    public void No_cut_leaves_a_part_of_a_secret()
    {
        // At each place a secret: whatever place it is that the cuts go through.
        for (var before = 0; before < Secret.Length; before++)
            foreach (var pieces in new[] { 1, 7, 4096 })
            {
                var words = new ProcessOutput([Secret]);
                var text = new string('.', before) + string.Concat(Enumerable.Repeat(Secret + " ", 5_000));
                foreach (var piece in text.Chunk(pieces == 1 ? text.Length : pieces))
                    words.Add(piece);
                var said = words.ToString();
                said.Should().NotContain("s3cr").And.NotContain("shop").And.Contain("characters left out").And.Contain("•••");
            }
    }

    [Fact]
    public void What_is_left_out_is_counted_and_little_is_kept()
    {
        var words = new ProcessOutput([Secret]);
        for (var line = 0; line < 200_000; line++)
            words.Add($"line {line.ToString("d6", CultureInfo.InvariantCulture)}\n");
        var said = words.ToString();
        said.Should().StartWith("line 000000\nline 000001").And.EndWith("line 199999");
        said.Length.Should().BeLessThan(8 * 1024 + 100);
        var left = said.Split('\n').Single(l => l.StartsWith('…'));
        var shown = said.Replace($"\n{left}\n", "").Length + 1;
        left.Should().Be($"… {(200_000 * 12) - shown:N0} characters left out …");
    }
}
