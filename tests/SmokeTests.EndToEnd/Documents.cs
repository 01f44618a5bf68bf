using System.Text.RegularExpressions;

namespace SmokeTests.EndToEnd;

/// <summary>The pages that come with the code, and the blocks in them.</summary>
internal static class Documents
{
    /// <summary>Every page, by its path from the root.</summary>
    public static IEnumerable<string> All => Directory.GetFiles(Product.Root, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Product.Root, file).Replace('\\', '/'))
        .Where(file => !Regex.IsMatch(file, "(^|/)(bin|obj|artifacts|node_modules|third-party)/"));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Product.Root, path)).ReplaceLineEndings("\n");

    /// <summary>The blocks of a language in a page, also those of bullet lists, each without its indentation.</summary>
    public static string[] Blocks(string language, string text) =>
        [.. Regex.Matches(text, $@"(?m)^( *)```{language}\n(.*?)^\1```", RegexOptions.Singleline)
            .Select(m => Regex.Replace(m.Groups[2].Value, $"(?m)^{m.Groups[1].Value}", ""))];

    public static string[] Headings(string path) =>
        [.. Regex.Matches("\n" + Read(path), "\n(#+ .*)").Select(m => m.Groups[1].Value).Distinct()];

    /// <summary>The commands of a page below a heading, block by block.</summary>
    public static string[] Commands(string path, string heading)
    {
        var text = "\n" + Read(path);
        var at = text.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        at.Should().BeGreaterThanOrEqualTo(0, $"{path} has a heading {heading}");
        var next = Regex.Match(text[(at + 1)..], @"\n#+ ");
        return Blocks("bash", next.Success ? text.Substring(at, next.Index + 1) : text[at..]);
    }
}
