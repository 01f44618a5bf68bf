using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// A further route of a team, of any kind, perhaps only at some hours or for some of its messages:
/// <c>"also": { "night": { "outside": "office", "pagerduty": "…" }, "war room": { "only": "paging", "slack": "…" } }</c>.
/// </summary>
/// <param name="name">Its place below the team in the settings, which no other route has.</param>
internal sealed class ConditionalRoute(string name, IRoute route,
    IReadOnlyList<(string Word, Func<DateTimeOffset, bool, bool> Holds)> conditions) : IRoute
{
    public const string Key = "also";
    private static readonly string[] Conditions = ["during", "outside", "only"];

    public string Name => name;

    public bool Pages => route.Pages;

    public TimeSpan Rest => route.Rest;

    public string When => string.Join(", ", conditions.Select(c => c.Word));

    public bool Takes(DateTimeOffset now, bool paging) => conditions.All(c => c.Holds(now, paging));

    public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel) => route.Send(letter, post, cancel);

    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) => route.Test(post, cancel);

    public static IEnumerable<ConditionalRoute> Read(SettingsFile file, JsonObject team, string key,
        IReadOnlyDictionary<string, Calendar> calendars)
    {
        foreach (var (name, own, node) in file.Members(team, key, Key))
        {
            file.OnlyKeys(node, own, [.. Conditions, .. RouteRegistry.Readers.Keys, "mention"]);
            if (!RouteRegistry.Readers.Keys.Any(route => node[route] is not null))
                file.Mistake(own, $"has no route. Add one of {string.Join(", ", RouteRegistry.Readers.Keys)}");
            // Whatever its routes are: a mistake is told before somebody adds Slack.
            SlackMessage.Mention(file, node, own);
            var conditions = new[] { Hours("during", open => open), Hours("outside", open => !open),
                Only() }.OfType<(string, Func<DateTimeOffset, bool, bool>)>().ToArray();
            foreach (var (kind, read) in RouteRegistry.Readers)
                if (read(file, node, own) is { } route)
                    yield return new ConditionalRoute($"{Key}.{name}.{kind}", route, conditions);

            (string, Func<DateTimeOffset, bool, bool>)? Hours(string word, Func<bool, bool> holds)
            {
                if (file.Text(node, own, word)?.Value is not { } wanted)
                    return null;
                if (calendars.GetValueOrDefault(wanted) is { } calendar)
                    return ($"{word} {wanted}", (now, _) => holds(calendar.IsOpen(now)));
                file.Mistake(SettingsFile.Join(own, word), $"there is no calendar '{wanted}' in the settings. Add calendars.{wanted}");
                return null;
            }

            (string, Func<DateTimeOffset, bool, bool>)? Only()
            {
                switch (file.Text(node, own, "only")?.Value)
                {
                    case null:
                        return null;
                    case "paging":
                        return ("only what pages", (_, paging) => paging);
                    case "quiet":
                        return ("only what does not page", (_, paging) => !paging);
                    case var wrong:
                        file.Mistake(SettingsFile.Join(own, "only"), $"'{wrong}' is neither \"paging\" nor \"quiet\"");
                        return null;
                }
            }
        }
    }
}
