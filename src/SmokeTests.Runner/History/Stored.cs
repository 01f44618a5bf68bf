using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SmokeTests.Runner.History;

/// <summary>
/// Reads what stands in a history: an older version may have written it, or somebody by hand. What cannot be is read as the
/// nearest that can, so that one such row keeps nobody from starting, looking or telling.
/// </summary>
internal static class Stored
{
    /// <summary>The year 9000, in milliseconds since 1970: whatever is added to it, it stays a time.</summary>
    private const long Latest = 221_845_392_000_000;

    public static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(ms, 0, Latest));

    public static TimeSpan Span(double ms) => TimeSpan.FromMilliseconds(Numbers.Ms(ms));

    /// <summary>A word of an enumeration; <paramref name="otherwise"/> for one that is not known here.</summary>
    public static T Word<T>(string? text, T otherwise)
        where T : struct, Enum => Enum.TryParse<T>(text, out var known) && Enum.IsDefined(known) ? known : otherwise;

    /// <summary>What stands there as JSON; null where that cannot be read.</summary>
    public static T? Json<T>(string? text, JsonTypeInfo<T> type)
        where T : class
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
