using System.Collections.Concurrent;

namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// Locations as small numbers, which mean something as long as this process lives; 0 is where a runner stands that has no name
/// for it.
/// </summary>
internal static class LocationIds
{
    private static readonly ConcurrentDictionary<string, byte> Numbers = new(StringComparer.Ordinal);

    /// <summary>From the 255th on, locations share a number.</summary>
    public static byte Number(string? location)
    {
        if (location is null)
            return 0;
        if (Numbers.TryGetValue(location, out var known))
            return known;
        lock (Numbers)
            return Numbers.GetOrAdd(location, _ => (byte)Math.Min(Numbers.Count + 1, byte.MaxValue));
    }
}
