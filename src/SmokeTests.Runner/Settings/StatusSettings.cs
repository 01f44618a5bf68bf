using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>
/// What the public status page shows; off without it: <c>"status": { "title": "The shop", "groups": { "Ordering":
/// "team=storefront and orders" } }</c>.
/// </summary>
/// <param name="Groups">The name of each group, and the checks that it stands for, by a selector.</param>
internal sealed record StatusSettings(string Title, IReadOnlyList<(string Name, CheckSelector On)> Groups)
{
    public static StatusSettings? Read(SettingsFile file)
    {
        if (file.Object(file.Root, "", "status") is not { } node)
            return null;
        file.OnlyKeys(node, "status", "title", "groups");
        var groups = new List<(string, CheckSelector)>();
        if (file.Object(node, "status", "groups") is { } named)
            foreach (var (name, _) in named)
                if (file.Selector(named, "status.groups", name) is { } on)
                    groups.Add((name, on));
        if (groups.Count == 0)
            file.Mistake("status", "shows no groups. Add \"groups\": { \"Ordering\": \"team=storefront\" }");
        return new StatusSettings(file.Text(node, "status", "title")?.Value ?? "Status", groups);
    }
}
