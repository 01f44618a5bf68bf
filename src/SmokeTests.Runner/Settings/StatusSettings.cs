using SmokeTests.Runner.Alerting;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>
/// What the public status page shows; off without it: <c>"status": { "title": "The shop", "groups": { "Ordering": "team=storefront and orders" } }</c>.
/// </summary>
/// <param name="Groups">The name of each group, and the checks that it stands for, as for a silence.</param>
internal sealed record StatusSettings(string Title, IReadOnlyList<(string Name, Scope Scope)> Groups)
{
    public static StatusSettings? Read(SettingsFile file)
    {
        if (file.Object(file.Root, "", "status") is not { } node)
            return null;
        file.OnlyKeys(node, "status", "title", "groups");
        var groups = new List<(string, Scope)>();
        if (file.Object(node, "status", "groups") is { } named)
            foreach (var (name, _) in named)
                if (file.Text(named, "status.groups", name)?.Value is { } scope)
                    groups.Add((name, Scope.Parse(scope)));
        if (groups.Count == 0)
            file.Mistake("status", "shows no groups. Add \"groups\": { \"Ordering\": \"team=storefront\" }");
        return new StatusSettings(file.Text(node, "status", "title")?.Value ?? "Status", groups);
    }
}
