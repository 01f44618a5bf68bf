using Xunit.v3;

namespace SmokeTests;

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
