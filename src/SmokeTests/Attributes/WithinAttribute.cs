using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// The time that a run may take, 30 s by default, its constructor and fixtures included; the start of a browser and the wait for
/// other checks of its collection are not. A run that takes longer is ended. It has failed where a word of this library (a page,
/// the API, a database, a probe) was waiting for the product; it is broken where the check's own code was going on:
/// <c>Task.Delay</c>, a loop, a client of its own that heeds no time-out, also within a <c>Step</c>.
/// Stands on assembly, class or method; the nearest wins. As a trait: <c>Within=20s</c>.
/// </summary>
/// <param name="limit">A number with its unit: <c>500ms</c>, <c>20s</c>, <c>2m</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithinAttribute(string limit) : Attribute, ITraitAttribute
{
    /// <summary>The limit as it was written.</summary>
    public string Limit => limit;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Within", limit)];
}
