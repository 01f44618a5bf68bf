using System.Text.RegularExpressions;

namespace SmokeTests.EndToEnd;

/// <summary>What a page leads to is there: other pages, places in them, and the files that it names.</summary>
public partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Documents.All];

    [Theory, MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_place_that_is_there(string page)
    {
        foreach (Match link in Link().Matches(Prose(page)))
        {
            var (path, anchor) = (link.Groups["path"].Value, link.Groups["anchor"].Value);
            var target = path.Length == 0 ? page : Target(page, path);
            IsThere(target).Should().BeTrue($"{page} leads to {link.Value}");
            if (anchor.Length > 0)
                Anchors(target).Should().Contain(anchor, $"{page} leads to {link.Value}");
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public void Every_file_that_is_named_is_there(string page)
    {
        foreach (Match file in Named().Matches(Prose(page, withCode: true)))
            IsThere(file.Groups[1].Value).Should().BeTrue($"{page} names {file.Value}");
    }

    [Fact]
    public void Every_page_is_reached_from_the_front_page()
    {
        var (met, next) = (new HashSet<string> { "README.md" }, new Queue<string>(["README.md"]));
        while (next.TryDequeue(out var page))
            foreach (var to in Link().Matches(Prose(page)).Select(link => Target(page, link.Groups["path"].Value)))
                if (to.EndsWith(".md", StringComparison.Ordinal) && met.Add(to))
                    next.Enqueue(to);
        Documents.All.Except(met).Should().BeEmpty();
    }

    [Theory]
    [InlineData("# Settings\n## Who may see it\n", "settings who-may-see-it")]
    [InlineData("## HTTP and browser: where they differ\n### `Owe(…)`, and more\n", "http-and-browser-where-they-differ owe-and-more")]
    [InlineData("## Same\n## Same\n```bash\n# no heading\n```\n", "same same-1")]
    public void Anchors_are_those_of_GitHub(string text, string anchors) => string.Join(' ', AnchorsIn(text)).Should().Be(anchors);

    /// <summary>Where a link of a page leads, as a path from the root.</summary>
    private static string Target(string page, string path) =>
        Path.GetRelativePath(Product.Root, Path.Combine(Product.Root, Path.GetDirectoryName(page)!, path)).Replace('\\', '/');

    private static bool IsThere(string path) => Path.Exists(Path.Combine(Product.Root, path));

    private static string[] Anchors(string page) => [.. AnchorsIn(Documents.Read(page))];

    /// <summary>Letters, digits, blanks and hyphens of a heading, in small letters; what comes again has a number.</summary>
    private static IEnumerable<string> AnchorsIn(string text)
    {
        var met = new Dictionary<string, int>();
        foreach (Match heading in Heading().Matches(WithoutBlocks(text)))
        {
            var anchor = NoLetter().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            met[anchor] = met.TryGetValue(anchor, out var before) ? before + 1 : 0;
            yield return met[anchor] == 0 ? anchor : $"{anchor}-{met[anchor]}";
        }
    }

    private static string Prose(string page, bool withCode = false)
    {
        var text = WithoutBlocks(Documents.Read(page));
        return withCode ? text : Code().Replace(text, "");
    }

    private static string WithoutBlocks(string text) => Block().Replace(text, "");

    [GeneratedRegex(@"\]\((?![a-z]+:)(?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|samples|build|\.github|\.ci)/[^`\s*{…]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("(?m)^#+ +(.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoLetter();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?ms)^( *)```.*?^\1```")]
    private static partial Regex Block();
}
