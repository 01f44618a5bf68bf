using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Names as theories have them, with everything that a row may hold, in messages and in selectors.</summary>
public class MessageTemplatesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Names =>
    [
        "Finds(title: \"dune\", author: \"Frank \\\"F\\\" Herbert\")", "Finds(title: \"\")", "Mails(to: \"ada@example.com\")",
        "Adds(sum: \"salt and pepper\")",
        "Compares(team: \"a=b\")", "Says(text: \"\" is broken in \"\")", "\"", "Ends with \"quotes\"", "Finds \"dune\" and \"emma\"",
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_list_of_messages_names_each_check_whole(string name)
    {
        foreach (var fault in new[] { Fault.Product, Fault.Monitor })
        {
            IncidentProgress[] stories = [Of(1, name, fault), Of(2, "Another", fault)];
            Check(stories, "opened", s => s.Opened);
            Check(stories, "reminder", s => MessageTemplates.Still(s, Noon.AddHours(1)));
            Check(stories, "resolved", s => MessageTemplates.Over(s, Noon.AddHours(1)));
            // Messages that an older version has written have no subject.
            Check([.. stories.Select(s => s with { Opened = s.Opened with { Subject = null } })], "opened", s => s.Opened);
        }

        void Check(IncidentProgress[] stories, string kind, Func<IncidentProgress, Message> words)
        {
            var told = MessageTemplates.Together(stories, kind, words, "storefront", "https://smoke.example");
            told.Facts[0].Text.Split('\n')[0].Should().StartWith($"Storefront: {name}");
            told.Facts[0].Text.Split('\n')[1].Should().StartWith("Storefront: Another");
            told.Headline.Should().Contain(" in production (storefront)");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_selector_finds_a_check_by_its_id_and_by_its_name_whoever_asks(string name)
    {
        var check = Of(name);
        foreach (var text in new[] { check.Id, check.FullName, check.Id.ToUpperInvariant(), "Shop.Storefront", "storefront:", "@production",
            $"{check.Id} and team=storefront" })
        {
            var scope = CheckSelector.Parse(text);
            scope.Selects(check, "storefront").Should().BeTrue("deploys and silences ask for \"{0}\"", text);
            scope.Selects(check, check.Id, "storefront").Should().BeTrue("incidents ask for \"{0}\"", text);
            CheckSelector.Parse(check.Id).Selects(check, "storefront").Should().BeTrue();
        }
        CheckSelector.Parse("Shop.Another").Selects(check, "storefront").Should().BeFalse();
        CheckSelector.Parse($"{check.Id} and team=other").Selects(check, "storefront").Should().BeFalse();
    }

    private static Check Of(string name) =>
        new($"Shop.Storefront.{name}@production", $"Shop.Storefront.{name}", "Shop", "production", name, "Storefront", "Shop.Storefront",
            "storefront") { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(30) };

    private static IncidentProgress Of(int id, string name, Fault fault)
    {
        var check = Of(name);
        var failure = new Failure("it broke", "it broke", "search", $"\"{id}\"", "nothing", null, null, null);
        return new IncidentProgress(id, check.Id, fault, "storefront", Noon)
        {
            Opened = MessageTemplates.Opened(new IncidentOpened(fault, Noon, 2, 2, false), check,
                new Run("r", check.Id, Noon, 1, Outcome.Failed, [], failure, null), "storefront", "https://smoke.example"),
        };
    }
}
