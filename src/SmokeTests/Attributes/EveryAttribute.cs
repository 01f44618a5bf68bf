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
