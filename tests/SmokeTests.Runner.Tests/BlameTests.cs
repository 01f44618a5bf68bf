using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Who has ended a worker: by what it said, by the runtime's stack, by who is left when the suspects run apart.</summary>
public class BlameTests
{
    private static readonly string[] Ran =
        ["Shop.Search.Finds", "Shop.Search.Finds_more", "Shop.Cart.Adds~1", "Shop.Cart.Adds~2", "Shop.Outer+Inner.Pays"];

    [Theory]
    //          a line of the stack                                                             who it names
    [InlineData("at Shop.Search.Finds() in /src/Search.cs:line 12",                             "Shop.Search.Finds")]
    [InlineData("at Shop.Search.<>c.<Finds>b__0_0()",                                           "Shop.Search.Finds")]
    [InlineData("at Shop.Search.<>c__DisplayClass4_0.<Finds>b__1(Object state)",                "Shop.Search.Finds")]
    [InlineData("at Shop.Search.<Finds>g__Nobody|0_0()",                                        "Shop.Search.Finds")]
    [InlineData("at Shop.Search.<Finds_more>d__3.MoveNext()",                                   "Shop.Search.Finds_more")]
    [InlineData("at Shop.Search+<>c.<Finds_more>b__0_0()",                                      "Shop.Search.Finds_more")]
    [InlineData("at Shop.Search.Finds_more[T](T what)",                                         "Shop.Search.Finds_more")]
    [InlineData("at Shop.Outer+Inner.Pays()",                                                   "Shop.Outer+Inner.Pays")]
    [InlineData("at Shop.Outer.Inner.<>c.<Pays>b__0_0()",                                       "Shop.Outer+Inner.Pays")]
    // What rows share, and what the checks of a class share.
    [InlineData("at Shop.Cart.Adds(Int32 row)",                                                 "Shop.Cart.Adds~1 Shop.Cart.Adds~2")]
    [InlineData("at Shop.Search.Deeper(Int32 depth)",                                           "Shop.Search.Finds Shop.Search.Finds_more")]
    // What names nobody.
    [InlineData("at Shop.SearchBox.Finds()",                                                    "")]
    [InlineData("at Shop.Elsewhere.FailFast()",                                                 "")]
    [InlineData("Shop.Search.Finds() was here",                                                 "")]
    [InlineData("",                                                                             "")]
    public void A_stack_names_the_check_whose_code_it_is(string frame, string named) =>
        string.Join(' ', Blame.Of(null,
            $"Unhandled exception. System.Exception: x\n   {frame}\n   at System.Threading.Thread.StartCallback()\n", Ran))
            .Should().Be(named);

    [Fact]
    public void What_the_worker_itself_says_goes_before_the_stack() =>
        Blame.Of("Shop.Cart.Adds~2", "Process terminated.\n   at Shop.Search.Finds()\n", Ran).Should().Equal("Shop.Cart.Adds~2");

    [Theory]
    [InlineData(2)]
    [InlineData(21)]
    [InlineData(500)]
    public void Without_evidence_the_one_that_does_it_is_found_in_few_steps_and_no_other_is_convicted(int count)
    {
        var suspects = new Suspects(new FakeTimeProvider());
        string[] all = [.. Enumerable.Range(0, count).Select(i => $"C.m{i}")];
        var guilty = all[count / 2];

        suspects.Judge(Suspects.None, all, []).Should().BeNull("once may be chance");
        suspects.GroupOf(guilty).Should().Be(Suspects.None);
        string? found = null;
        var steps = 1;
        for (; found is null; steps++)
        {
            var group = suspects.GroupOf(guilty);
            found = suspects.Judge(group, [.. all.Where(k => suspects.GroupOf(k) == group)], []);
            steps.Should().BeLessThan(10);
        }
        found.Should().Be(guilty);
        suspects.Clear();
        all.Should().OnlyContain(k => suspects.GroupOf(k) == Suspects.None);
    }

    [Fact]
    public void Only_those_that_ran_in_both_workers_are_suspects()
    {
        var suspects = new Suspects(new FakeTimeProvider());
        suspects.Judge(Suspects.None, ["a", "b", "c"], []);
        suspects.Judge(Suspects.None, ["c", "d"], []).Should().BeNull("the two may have ended for different reasons");
        suspects.GroupOf("d").Should().Be(Suspects.None);
        suspects.Judge(suspects.GroupOf("c"), ["c"], []).Should().Be("c");
    }

    [Fact]
    public void Who_is_not_among_the_suspects_and_does_it_again_comes_among_them()
    {
        var suspects = new Suspects(new FakeTimeProvider());
        suspects.Judge(Suspects.None, ["a", "b"], []);
        suspects.Judge(Suspects.None, ["b", "guilty"], []);
        suspects.GroupOf("guilty").Should().Be(Suspects.None);
        suspects.Judge(Suspects.None, ["c", "guilty"], []).Should().BeNull();
        suspects.Judge(suspects.GroupOf("guilty"), ["guilty"], []).Should().Be("guilty");
    }

    [Fact]
    public void What_happened_long_ago_is_forgotten()
    {
        var time = new FakeTimeProvider();
        var suspects = new Suspects(time);
        suspects.Judge(Suspects.None, ["a", "b"], []);
        time.Advance(TimeSpan.FromMinutes(11));
        suspects.Judge(Suspects.None, ["a", "b"], []).Should().BeNull();
        suspects.GroupOf("a").Should().Be(Suspects.None, "it is the first time again");
        suspects.Judge(Suspects.None, ["a", "b"], []);
        suspects.GroupOf("a").Should().NotBe(suspects.GroupOf("b"));
        time.Advance(TimeSpan.FromMinutes(11));
        suspects.GroupOf("a").Should().Be(Suspects.None);
    }

    [Fact]
    public void Rows_that_a_stack_names_together_run_apart_at_once()
    {
        var suspects = new Suspects(new FakeTimeProvider());
        suspects.Judge(Suspects.None, Ran, ["Shop.Cart.Adds~1", "Shop.Cart.Adds~2"]).Should().BeNull();
        suspects.GroupOf("Shop.Cart.Adds~1").Should().NotBe(suspects.GroupOf("Shop.Cart.Adds~2"));
        suspects.GroupOf("Shop.Search.Finds").Should().Be(Suspects.None);
    }

    [Fact]
    public void A_conviction_ends_after_a_long_quiet_not_with_the_first_run_that_passes()
    {
        var now = new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
        var quarantined = new QuarantinedCheck(1, now, null) { Evidence = "a thread of it threw" };
        for (var run = 1; run <= 100; run++)
            quarantined = quarantined.After(now + TimeSpan.FromSeconds(run))!;
        quarantined.Should().NotBeNull("ten minutes have not passed");
        quarantined.After(now + TimeSpan.FromMinutes(11)).Should().BeNull();
        var again = quarantined.Again(Outcome.Broken, now + TimeSpan.FromMinutes(9), goesOn: false, null);
        again.After(now + TimeSpan.FromMinutes(11)).Should().NotBeNull("it has done so again");
        again.Evidence.Should().NotBeNull();
        again.NotBefore.Should().Be(now + TimeSpan.FromMinutes(9.5));
        new QuarantinedCheck(0, now, null).Again(Outcome.Broken, now, goesOn: false, null).NotBefore.Should()
            .BeNull("whoever is to be told waits for the second run");

        new QuarantinedCheck(1, now, null) { OnlyGoesOn = true }.After(now).Should()
            .BeNull("one that only did not end is done with when it ends");
        new QuarantinedCheck(1, now, null) { OnlyGoesOn = true }.Again(Outcome.Broken, now, goesOn: false,
            null).OnlyGoesOn.Should().BeFalse();
    }
}
