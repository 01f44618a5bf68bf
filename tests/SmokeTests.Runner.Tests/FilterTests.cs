using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What <c>--filter</c> takes for a check's name.</summary>
public class FilterTests
{
    [Theory]
    // As it is shown, whole or in part.
    [InlineData("Searching: Finds a book (word: \"dune\", count: 2", true)]
    [InlineData("'(word: \"dune\", count: 2'", true)]
    [InlineData("word: \"dune\"", true)]
    [InlineData("count: 2", true)]
    [InlineData("DUNE", true)]
    [InlineData("'team=a'", true)]
    // As a shell hands it on, or a table breaks it.
    [InlineData("Finds a book (word: dune, count: 2", true)]
    [InlineData("word: dune", true)]
    [InlineData("word: \\\"dune\\\"", true)]
    [InlineData("Finds a book\n  (word: \"dune\",\n count: 2", true)]
    // As xunit writes it.
    [InlineData("Shop.Searching.Finds_a_book(word: \"dune\", count: 2", true)]
    [InlineData("Finds_a_book(word: \"dune\", count: 2", true)]
    [InlineData("Finds_a_book", true)]
    [InlineData("finds_a  book", true)]
    // Others.
    [InlineData("FindsABook", false)]
    [InlineData("Findsabook", false)]
    [InlineData("count:2", false)]
    [InlineData("word: \"emma\"", false)]
    [InlineData("word: emma", false)]
    [InlineData("count: 3", false)]
    [InlineData("Finds a book (count: 2", false)]
    public void A_check_is_found_by_the_arguments_that_its_name_shows(string term, bool fits)
    {
        var found = new CheckFound("Shop.Searching.Finds_a_book~1", "Finds a book (word: \"dune\", count: 2, by: \"team=a\")", "Searching",
            "storefront", null, null, null, null, null, true, null, [],
            "Shop.Searching", null, null);
        var settings = new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy());
        CheckSelector.Parse(term).Selects(FoundCheck.Read(found, "Shop", "production", null, settings), "storefront").Should().Be(fits);
    }
}
