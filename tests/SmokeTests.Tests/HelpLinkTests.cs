using SmokeTests.Analyzers;

namespace SmokeTests.Tests;

/// <summary>An editor opens the page of a warning at the rule's own heading.</summary>
public class HelpLinkTests
{
    [Theory]
    [InlineData("https://git.example/smoke", "https://git.example/smoke/blob/main/src/SmokeTests.Analyzers/README.md#smoke007")]
    [InlineData("https://git.example/smoke.git", "https://git.example/smoke/blob/main/src/SmokeTests.Analyzers/README.md#smoke007")]
    [InlineData("https://git.example/smoke/", "https://git.example/smoke/blob/main/src/SmokeTests.Analyzers/README.md#smoke007")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_rule_has_its_page_where_the_sources_are(string? repository, string? link) =>
        HelpLinks.Of("SMOKE007", repository).Should().Be(link);
}
