using SmokeTests.Fields;

namespace SmokeTests.Browsers;

/// <summary>A choice as a script describes it.</summary>
internal sealed class OfferedChoice
{
    public string Called { get; set; } = "";

    public string Value { get; set; } = "";

    public bool Disabled { get; set; }

    public static Choice[] All(IEnumerable<OfferedChoice> choices) => [.. choices.Select(c => new Choice(c.Called, c.Value, c.Disabled))];
}
