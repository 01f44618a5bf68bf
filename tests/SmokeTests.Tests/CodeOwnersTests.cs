using SmokeTests.Worker;

namespace SmokeTests.Tests;

/// <summary>Whose a source file is, as GitHub and GitLab document it.</summary>
public class CodeOwnersTests
{
    [Theory]
    //          CODEOWNERS, lines parted by |                          file                                owners
    [InlineData("* @all",                                              "tests/Shop/Ordering.cs",           "@all")]
    // the last that fits
    [InlineData("* @all|tests/ @qa",                                   "tests/Shop/Ordering.cs",           "@qa")]
    [InlineData("tests/ @qa|* @all",                                   "tests/Shop/Ordering.cs",           "@all")]
    [InlineData("*.cs @dotnet",                                        "tests/Shop/Ordering.cs",           "@dotnet")]
    [InlineData("*.js @web",                                           "tests/Shop/Ordering.cs",           "")]
    // from the root
    [InlineData("/Shop/ @shop",                                        "tests/Shop/Ordering.cs",           "")]
    // anywhere
    [InlineData("Shop/ @shop",                                         "tests/Shop/Ordering.cs",           "@shop")]
    [InlineData("/tests/*/Ordering.cs @shop",                          "tests/Shop/Ordering.cs",           "@shop")]
    // that folder's files alone
    [InlineData("/tests/* @shop",                                      "tests/Shop/Ordering.cs",           "")]
    [InlineData("/tests/* @shop",                                      "tests/Ordering.cs",                "@shop")]
    [InlineData("/tests @shop",                                        "tests/Shop/Ordering.cs",           "@shop")]
    [InlineData("**/Shop @shop",                                       "a/b/Shop/Ordering.cs",             "@shop")]
    [InlineData("/tests/**/Ordering.cs @shop",                         "tests/Ordering.cs",                "@shop")]
    [InlineData("/tests/**/Ordering.cs @shop",                         "tests/a/b/Ordering.cs",            "@shop")]
    [InlineData("Orderin?.cs @shop",                                   "Ordering.cs",                      "@shop")]
    // nobody's again
    [InlineData("* @all|/tests/Shop/",                                 "tests/Shop/Ordering.cs",           "")]
    [InlineData("* @a @shop/b c@d.example # whom to ask",              "x.cs",                             "@a @shop/b c@d.example")]
    [InlineData("# * @all",                                            "x.cs",                             "")]
    [InlineData("tests/My\\ Shop/ @shop",                              "tests/My Shop/x.cs",               "@shop")]
    // a section's owners
    [InlineData("[Shop] @shop|tests/|[Docs][2] @docs|docs/",           "tests/x.cs",                       "@shop")]
    [InlineData("[Shop] @shop|tests/ @qa|^[Docs] @docs|docs/",         "docs/x.cs",                        "@docs")]
    [InlineData("[Shop] @shop|tests/ @qa",                             "tests/x.cs",                       "@qa")]
    [InlineData("",                                                    "x.cs",                             "")]
    // no expression of ours
    [InlineData("tests/+(x @shop",                                     "tests/+(x/y.cs",                   "@shop")]
    public void The_last_line_that_fits_says_whose_a_file_is(string lines, string file, string owners) =>
        string.Join(' ', CodeOwners.Parse(lines.Replace('|', '\n')).Of(file)).Should().Be(owners);

    [Theory]
    [InlineData("/home/ann/shop/tests/Ordering.cs", "/home/ann/shop", "tests/Ordering.cs")]
    [InlineData(@"C:\Shop\tests\Ordering.cs", @"c:\shop\", "tests/Ordering.cs")]
    [InlineData("/_/tests/Ordering.cs", "/_/", "tests/Ordering.cs")]
    [InlineData("/home/ann/shopping/x.cs", "/home/ann/shop", null)]
    [InlineData("/home/ann/shop/x.cs", null, null)]
    [InlineData(null, "/home/ann/shop", null)]
    public void A_file_is_looked_up_from_the_repositorys_root(string? file, string? root, string? path) =>
        CodeOwners.Relative(file, root).Should().Be(path);
}
