namespace Specimens;

/// <summary>Each way to skip a test, where it applies and where it does not.</summary>
public class Skips
{
    public static bool Yes => true;

    public static bool No => false;

    public static bool Throws => throw new InvalidOperationException("cannot know");

    [Fact(Skip = "always")]
    public void Always() => Assert.Fail("It is skipped.");

    [Fact(Skip = "when yes", SkipWhen = nameof(Yes))]
    public void When_it_applies() => Assert.Fail("It is skipped.");

    [Fact(Skip = "when no", SkipWhen = nameof(No))]
    public void When_it_does_not_apply() => Assert.True(true);

    [Fact(Skip = "when no", SkipWhen = nameof(No))]
    public void When_it_does_not_apply_and_fails() => Assert.Fail("It runs.");

    [Fact(Skip = "unless yes", SkipUnless = nameof(Yes))]
    public void Unless_it_applies() => Assert.True(true);

    [Fact(Skip = "unless no", SkipUnless = nameof(No))]
    public void Unless_it_does_not_apply() => Assert.Fail("It is skipped.");

    [Fact(Skip = "elsewhere", SkipType = typeof(Elsewhere), SkipUnless = nameof(Elsewhere.IsOpen))]
    public void By_a_type() => Assert.True(true);

    [Fact(Skip = "throws", SkipWhen = nameof(Throws))]
    public void By_what_throws() => Assert.True(true);

    [Fact(Skip = "no such property", SkipWhen = "Nowhere")]
    public void By_what_is_not_there() => Assert.True(true);

    [Fact(SkipWhen = nameof(No))]
    public void Without_a_reason() => Assert.True(true);

    [Fact(SkipExceptions = [typeof(NotSupportedException)])]
    public void By_an_exception() => throw new NotSupportedException("not here");

    [Fact]
    public void In_the_test() => Assert.Skip("as it turns out");

    [Fact]
    public void In_the_test_when() => Assert.SkipWhen(Yes, "as it turns out");

    [Fact]
    public void In_the_test_unless() => Assert.SkipUnless(Yes, "as it turns out");

    [Theory(Skip = "the whole theory"), InlineData(1), InlineData(2)]
    public void A_theory(int number) => Assert.Fail($"{number} is skipped.");

    [Theory(Skip = "when no", SkipWhen = nameof(No)), InlineData(1), InlineData(2)]
    public void A_theory_when_it_does_not_apply(int number) => Assert.NotEqual(2, number);

    [Theory, InlineData(1), InlineData(2, Skip = "this row"), InlineData(3, Skip = "not this row", SkipWhen = nameof(No))]
    public void A_row(int number) => Assert.NotEqual(2, number);

    public static class Elsewhere
    {
        public static bool IsOpen => true;
    }
}

/// <summary>Not run unless somebody asks for them.</summary>
public class Explicits
{
    [Fact(Explicit = true)]
    public void By_hand() => Assert.Fail("Nobody asked for it.");

    [Theory, InlineData(1), InlineData(2, Explicit = true)]
    public void A_row_by_hand(int number) => Assert.NotEqual(2, number);

    [Theory(Explicit = true), InlineData(1)]
    public void A_theory_by_hand(int number) => Assert.Fail($"Nobody asked for {number}.");

    [Fact(Explicit = true, Skip = "and skipped")]
    public void By_hand_and_skipped() => Assert.Fail("Nobody asked for it.");

    [Fact]
    public void Not_by_hand() => Assert.True(true);
}
