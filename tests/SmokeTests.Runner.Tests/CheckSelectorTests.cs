using CsCheck;
using Check = SmokeTests.Monitoring.Checks.Check;

namespace SmokeTests.Runner.Tests;

/// <summary>The one language in which checks are chosen.</summary>
public class CheckSelectorTests
{
    private static readonly Check[] All =
    [
        Of("1", "Shop.Searching", "Finds_a_book(word: \"dune\")", "storefront", "production"),
        Of("2", "Shop.Ordering", "Pays and ships", "orders", "production"),
        Of("3", "Shop.Ordering", "Pays and ships", "orders", "staging"),
        Of("4", "Shop.Reordering", "Now or never (5 * 3)", "storefront", "staging"),
        Of("5", "Accounts.SigningIn", "not found", null, "production"),
    ];

    [Theory]
    [InlineData("", "1 2 3 4 5")]
    [InlineData("  ", "1 2 3 4 5")]
    // One term.
    [InlineData("team=orders", "2 3")]
    [InlineData("TEAM=Orders", "2 3")]
    [InlineData("team = orders", "2 3")]
    [InlineData("team!=orders", "1 4 5")]
    [InlineData("team=platform", "5")]
    [InlineData("team=order", "")]
    [InlineData("team=*or*", "1 2 3 4 5")]
    [InlineData("class=Ordering", "2 3")]
    [InlineData("class=shop.ordering", "2 3")]
    [InlineData("class=*ordering", "2 3 4")]
    [InlineData("environment=staging", "3 4")]
    [InlineData("suite=Shop", "1 2 3 4 5")]
    [InlineData("id=Shop.Ordering.2@production", "2")]
    [InlineData("id=2@production", "")]
    [InlineData("name=pays", "2 3")]
    // A part of a name, however it is written.
    [InlineData("finds a book", "1")]
    [InlineData("Finds_a_book", "1")]
    [InlineData("Shop.Searching.Finds_a_book(word: \"dune\")", "1")]
    [InlineData("Searching: Finds", "1")]
    [InlineData("word: dune", "1")]
    [InlineData("@staging", "3 4")]
    [InlineData("Finds*", "1")]
    [InlineData("*dune*", "1")]
    [InlineData("Finds*emma*", "")]
    [InlineData("\"finds*dune*)\"", "1")]
    [InlineData("ships*", "")]
    // What the language itself would take stands in quotes.
    [InlineData("\"Pays and ships\"", "2 3")]
    [InlineData("'Now or never'", "4")]
    [InlineData("\"not found\"", "5")]
    [InlineData("name=\"not found\"", "5")]
    [InlineData("\"(5 \\* 3)\"", "4")]
    [InlineData("5 \\* 3", "4")]
    [InlineData("\"word: \\\"dune\\\"\"", "1")]
    // Joined.
    [InlineData("team=orders and environment=staging", "3")]
    [InlineData("team=orders AND NOT environment=staging", "2")]
    [InlineData("team=storefront or team=orders and environment=staging", "1 3 4")]
    [InlineData("(team=storefront or team=orders) and environment=staging", "3 4")]
    [InlineData("not (team=storefront or team=orders)", "5")]
    [InlineData("not not team=orders", "2 3")]
    [InlineData("Pays and \"ships\"", "2 3")]
    [InlineData("not team=orders and not team=storefront", "5")]
    [InlineData("Finds_a_book(word: \"dune\") or found", "1 5")]
    [InlineData("(Finds_a_book(word: \"dune\") or found) and class=Searching", "1")]
    [InlineData("team=orders and(environment=staging)", "3")]
    [InlineData("Pays and ships", "2 3")]
    [InlineData("And ships", "2 3")]
    [InlineData("or never and team=storefront", "4")]
    [InlineData("team=orders and and ships", "2 3")]
    public void It_selects(string text, string ids)
    {
        var selector = CheckSelector.Parse(text);
        string.Join(' ', All.Where(c => selector.Selects(c, c.Team ?? "platform")).Select(Number)).Should().Be(ids);
        string.Join(' ', All.Where(c => CheckSelector.Stored(selector.Text).Selects(c, c.Team ?? "platform")).Select(Number))
            .Should().Be(ids);
    }

    [Theory]
    [InlineData("tem=storefront", 0,
        "\"tem\" is none of the keys name, id, team, class, environment, suite. Put a name that has it in quotes")]
    [InlineData("a or tem != b", 5, "\"tem\" is none of the keys")]
    [InlineData("team=", 5, "A value for team is missing")]
    [InlineData("team= and a", 6, "A value for team is missing")]
    [InlineData("a and", 2, "Something has to follow \"and\"")]
    [InlineData("a or ", 2, "Something has to follow \"or\"")]
    [InlineData("not", 0, "Something has to follow \"not\"")]
    [InlineData("a and )", 6, "A part of a name is missing")]
    [InlineData("(a or b", 0, "This parenthesis is not closed")]
    [InlineData("a or (b and (c)", 5, "This parenthesis is not closed")]
    [InlineData("a)", 1, "This parenthesis closes none")]
    [InlineData("()", 1, "A part of a name is missing")]
    [InlineData("\"a", 0, "This quote is not closed")]
    [InlineData("team='a", 5, "This quote is not closed")]
    [InlineData("\"\"", 0, "A part of a name is missing")]
    [InlineData("\"a\" b", 4, "Here \"and\" or \"or\" is missing")]
    [InlineData("(\"a\" b)", 5, "Here \"and\" or \"or\" is missing")]
    [InlineData("(a) b", 4, "Here \"and\" or \"or\" is missing")]
    public void A_mistake_is_shown_where_it_is(string text, int at, string why)
    {
        var wrong = Record(text);
        wrong.At.Should().Be(at);
        var lines = wrong.Message.Split('\n');
        lines[0].Should().StartWith(why);
        lines[1].Should().Be("  " + text);
        lines[2].IndexOf('^').Should().Be(at + 2);
    }

    [Fact]
    public void What_is_too_deep_or_too_long_is_a_mistake()
    {
        Record(new string('(', 5_000)).Message.Should().StartWith("More than 50 ");
        Record(string.Concat(Enumerable.Repeat("not ", 2_000)) + "a").Message.Should().StartWith("More than 50 ");
        Record(new string('a', CheckSelector.Longest + 1)).Message.Should().StartWith("A selector has at most 10000 characters");
        string.Join(" or ", Enumerable.Range(0, 500)).Should().Match(text => CheckSelector.Parse(text).Selects(All[4], "5"));
    }

    /// <summary>Written and read again it is the same, whatever is looked for.</summary>
    [Fact]
    public void What_it_writes_it_reads()
    {
        var texts = Gen.OneOf(TextFuzzTests.Texts, Gen.String[Gen.Char["ab \"'\\*()=!.@~:ü_"], 1, 12],
            Pick("and", "or", "not", "team=a", "a and b", " a", "a ", "(", ")"));
        var patterns = texts.Array[1, 3].Select(pieces => new TextPattern(pieces)).Where(p => !p.IsEmpty);
        var keys = Gen.Select(Gen.Enum<SelectorKey>(), patterns).Select((key, pattern) => (SelectorTerm)new KeyTerm(key, pattern));
        var terms = Gen.Recursive<SelectorTerm>((depth, inner) => depth > 3 ? keys : Gen.OneOf(keys,
            inner.Select(t => (SelectorTerm)new NotTerm(t)),
            inner.Array[2, 3].Select(t => (SelectorTerm)new AllTerm(t)),
            inner.Array[2, 3].Select(t => (SelectorTerm)new AnyTerm(t))));
        terms.Where(t => t.ToString().Length < CheckSelector.Longest)
            .Sample(term => term.Equals(new SelectorParser(term.ToString()).Read()), iter: 20_000);
    }

    [Fact]
    public void One_of_several_is_enough_and_none_is_everything()
    {
        CheckSelector.AnyOf([]).Should().Be(CheckSelector.Everything);
        CheckSelector.AnyOf([CheckSelector.Parse("a"), CheckSelector.Parse("")]).IsEverything.Should().BeTrue();
        CheckSelector.AnyOf([CheckSelector.Parse("a"), CheckSelector.Parse("b and c")]).ToString().Should().Be("a or (b and c)");
        $"{CheckSelector.Everything}".Should().Be("everything");
    }

    [Theory]
    // As silences and deploys were kept before there was a parser: joined by "and", and no mistake.
    [InlineData("team=orders and Pays", "2 3")]
    [InlineData("Shop.Ordering.2@production", "2")]
    [InlineData("Now or never (5", "4")]
    [InlineData("(5 and never", "4")]
    [InlineData("(5 and Finds", "")]
    [InlineData("x=y", "")]
    public void What_was_kept_before_is_read(string text, string ids) => string.Join(' ',
        All.Where(c => CheckSelector.Stored(text).Selects(c, c.Team ?? "platform")).Select(Number)).Should().Be(ids);

    [Theory]
    [InlineData("id=\"The runner keeps up\"", true)]
    [InlineData("keeps up", true)]
    [InlineData("team=platform", true)]
    [InlineData("environment=production", false)]
    [InlineData("not environment=production", true)]
    [InlineData("class=Ordering", false)]
    public void The_runners_own_incidents_are_selected_by_name_and_team(string text, bool selected) =>
        CheckSelector.Parse(text).Selects(null, "The runner keeps up", "platform").Should().Be(selected);

    [Fact]
    public void One_check_is_selected_by_its_whole_id() =>
        All.Where(c => CheckSelector.OfId("Shop.Ordering.2@production").Selects(c, null)).Select(Number).Should().Equal("2");

    private static SelectorException Record(string text) =>
        FluentActions.Invoking(() => CheckSelector.Parse(text)).Should().Throw<SelectorException>().Which;

    private static string Number(Check check) => check.Key.Split('.')[^1];

    private static Gen<string> Pick(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Check Of(string id, string type, string name, string? team, string environment) =>
        new($"{type}.{id}@{environment}", $"{type}.{id}", "Shop",
        environment, name, type.Split('.')[^1], type, team) { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(30) };
}
