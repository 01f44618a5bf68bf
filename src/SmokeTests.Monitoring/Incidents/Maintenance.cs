using System.Text.Json.Nodes;
using Cronos;
using SmokeTests.Settings;

namespace SmokeTests.Monitoring.Incidents;

/// <summary>
/// A silence that comes again and again: <c>"maintenance": { "backup": { "cron": "0 2 * * *", "zone": "Europe/Paris", "lasts":
/// "30m", "on": "team=storefront" } }</c>.
/// It begins when the clock on the wall says so, across daylight saving too, and lasts as long as it says.
/// </summary>
internal sealed record Maintenance(string Name, CronTimes Cron, TimeSpan Lasts, CheckSelector On)
{
    public bool IsOn(DateTimeOffset now) => Cron.After(now - Lasts) is { } began && began <= now;

    /// <summary>Its windows that touch a stretch of time.</summary>
    public IEnumerable<Window> Windows(DateTimeOffset from, DateTimeOffset to) =>
        Cron.Between(from - Lasts, to).Where(began => began < to).Select(began => new Window(began, began + Lasts));

    /// <summary>When the window that is on ends.</summary>
    public DateTimeOffset EndOf(DateTimeOffset now) =>
        (Cron.Between(now - Lasts, now).Select(o => (DateTimeOffset?)o).Max() ?? now) + Lasts;

    public static Maintenance? Read(SettingsFile file, string name, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "cron", "zone", "lasts", "on");
        var (cron, zone, lasts) =
            (file.Text(node, key, "cron")?.Value, file.Text(node, key, "zone")?.Value ?? "UTC", file.Time(node, key, "lasts"));
        CronExpression? expression = null;
        if (cron is null || !CronText.TryParse(cron, out expression, out _))
            file.Mistake(SettingsFile.Join(key, "cron"),
                cron is null ? "is missing: \"0 2 * * *\" begins each night at two"
                    : $"'{cron}' is not a cron expression. Write minute, hour, day, month, day of week: \"0 2 * * *\"");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            file.Mistake(SettingsFile.Join(key, "zone"), $"'{zone}' is not a time zone. Write an IANA name such as Europe/Paris");
        if (lasts is null && node["lasts"] is null)
            file.Mistake(key, "does not say how long it lasts. Add \"lasts\": \"30m\"");
        return file.Selector(node, key, "on") is not { } on || expression is null || found is null || lasts is null ? null
            : new Maintenance(name, new CronTimes(cron!, expression, found), lasts.Value, on);
    }
}
