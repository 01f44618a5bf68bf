using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>When a check's failure is its dependency's alone.</summary>
public class DependencyRuleTests
{
    [Theory]
    //          dependency   the check    explained
    [InlineData("Failed",    "Failed",    true)]
    [InlineData("Failed",    "Broken",    true)]    // without the log-in its own code did not find what it needs
    [InlineData("Broken",    "Failed",    false)]   // the product has failed, whatever is wrong with another check
    [InlineData("Broken",    "Broken",    true)]    // one browser that does not start is one cause
    [InlineData("Passed",    "Failed",    false)]
    [InlineData("Slow",      "Failed",    false)]
    [InlineData("Lost",      "Failed",    false)]
    [InlineData("Skipped",   "Failed",    false)]
    [InlineData("Failed",    "Passed",    false)]
    public void A_dependency_explains_a_failure_only_where_it_says_the_same(string dependency, string run, bool explained) =>
        DependencyRule.Explains(Enum.Parse<Outcome>(dependency), Enum.Parse<Outcome>(run)).Should().Be(explained);
}
