using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// How often the runner runs a check. Stands on assembly, class or method; the nearest of <see cref="EveryAttribute"/>
/// and <see cref="CronAttribute"/> wins. Without either a check runs every 5 minutes. As a trait: <c>Every=1m</c>.
/// </summary>
/// <param name="interval">A number with its unit: <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>; at least <c>1s</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class EveryAttribute(string interval) : Attribute, ITraitAttribute
{
    /// <summary>The interval as it was written.</summary>
    public string Interval => interval;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Every", interval)];
}

/// <summary>
/// When the runner runs a check, as a cron expression of five fields, or six with seconds first.
/// Stands on assembly, class or method. As a trait: <c>Cron=*/10 8-18 * * MON-FRI</c>.
/// </summary>
/// <param name="expression">For example <c>*/10 8-18 * * MON-FRI</c>.</param>
/// <param name="zone">The time zone's IANA name; <c>UTC</c> by default. Daylight saving follows the zone.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CronAttribute(string expression, string zone = "UTC") : Attribute, ITraitAttribute
{
    /// <summary>The expression as it was written.</summary>
    public string Expression => expression;

    /// <summary>The time zone's IANA name.</summary>
    public string Zone => zone;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Cron", expression)];
}

/// <summary>
/// The hours in which the runner runs a check: a calendar of <c>calendars</c> in <c>smoketests.json</c>. A run that would be
/// due outside of them is due when they begin again. Stands on assembly, class or method; the nearest wins. As a trait:
/// <c>During=office</c>.
/// </summary>
/// <param name="calendar">The calendar's key in <c>smoketests.json</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DuringAttribute(string calendar) : Attribute, ITraitAttribute
{
    /// <summary>The calendar's key in <c>smoketests.json</c>.</summary>
    public string Calendar => calendar;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("During", calendar)];
}
