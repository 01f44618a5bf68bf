using System.Text.RegularExpressions;

namespace SmokeTests.EndToEnd;

/// <summary>README's code is cut from the samples, its message from the approved words, its settings from the sample's file.</summary>
public partial class ReadmeTests
{
    private static readonly string Readme = Read("README.md");

    [Fact]
    public void Every_block_of_code_stands_in_the_samples()
    {
        var samples = new[] { "Bookshop.SmokeTests", "Bookshop.InABrowser" }.SelectMany(suite => Directory.GetFiles(Path.Combine(Product.Root, "samples", suite), "*.cs")).Select(f => File.ReadAllText(f).ReplaceLineEndings("\n")).ToArray();
        var blocks = Blocks("csharp");
        blocks.Should().HaveCount(3);
        // A block may show the first members of a class and close it.
        foreach (var block in blocks)
            samples.Should().Contain(s => s.Contains(block.TrimEnd().TrimEnd('}').TrimEnd()), block);
    }

    [Fact]
    public void The_settings_are_the_samples() => Blocks("json").Should().Equal(Read("samples/Bookshop.SmokeTests/smoketests.json"));

    [Fact]
    public void The_message_is_in_the_approved_words()
    {
        var approved = Read("tests/SmokeTests.Runner.Tests/Approved/message-opened.txt").Split('\n');
        Blocks("text")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().BeSubsetOf(approved);
    }

    [Fact]
    public async Task The_options_that_it_names_are_those_of_the_command()
    {
        foreach (var line in Blocks("text")[1].Split("smoke ", StringSplitOptions.RemoveEmptyEntries))
        {
            var (code, help) = await Product.Run([Product.Smoke, .. line.Split(' ').TakeWhile(word => word.Length > 0 && word.All(char.IsAsciiLetterLower)), "--help"]);
            code.Should().Be(0);
            foreach (Match option in Option().Matches(line))
                help.Should().Contain(option.Value);
        }
    }

    private static string[] Blocks(string language) =>
        [.. Regex.Matches(Readme, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value)];

    private static string Read(string path) => File.ReadAllText(Path.Combine(Product.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("--[a-z]+")]
    private static partial Regex Option();
}
