using Xunit.v3;

namespace SmokeTests;

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
