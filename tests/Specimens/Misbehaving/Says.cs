using AwesomeAssertions;
using Shouldly;
using Fluent = FluentAssertions.AssertionExtensions;

namespace Specimens;

/// <summary>One failure by each assertion library, and some that are nobody's but the check's own.</summary>
[Team("platform")]
public class Says : Journey
{
    [Fact]
    public void Assertion_of_xunit() => Assert.Equal(1, 2);

    [Fact]
    public void Assertion_of_FluentAssertions() => Fluent.Should(1).Be(2);

    [Fact]
    public void Assertion_of_AwesomeAssertions() => 1.Should().Be(2);

    [Fact]
    public void Assertion_of_Shouldly() => 1.ShouldBe(2);

    [Fact]
    public void Own_exception_before_the_product() => throw new InvalidOperationException("the check's own");

    [Fact]
    public void Missing_secret() => Account("nobody");

    [Fact]
    public void Account_that_is_not_there() => Account("somebody");

    [Fact]
    public Task Site_that_refuses() => Open("/");
}
