using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Architecture.Tests;

/// <summary>Lines end where <c>.editorconfig</c> says. What does not fit is two statements, or two lines.</summary>
public partial class LineTests
{
    private static readonly string[] Kinds = [".cs", ".razor", ".js", ".css"];

    [Theory]
    [InlineData("src")]
    [InlineData("samples")]
    [InlineData("tests")]
    [InlineData("build")]
    public void No_line_is_longer(string folder)
    {
        var said = Limit().Match(File.ReadAllText(Path.Combine(Projects.Root, ".editorconfig"))).Groups[1].Value;
        var longest = int.Parse(said, CultureInfo.InvariantCulture);
        var files = Directory.EnumerateFiles(Path.Combine(Projects.Root, folder), "*", SearchOption.AllDirectories)
            .Where(f => Kinds.Contains(Path.GetExtension(f)) && !Built().IsMatch(Path.GetRelativePath(Projects.Root, f)));
        var longer = from file in files
            from line in File.ReadLines(file).Index()
            where line.Item.Length > longest
            select $"{Path.GetRelativePath(Projects.Root, file)}:{line.Index + 1} has {line.Item.Length} characters";
        longer.Should().BeEmpty();
    }

    [GeneratedRegex(@"(?m)^max_line_length = (\d+)\r?$")]
    private static partial Regex Limit();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Built();
}
