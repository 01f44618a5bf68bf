using System.Globalization;

namespace SmokeTests.Browsers;

/// <summary>
/// How much of its memory limit a container has used. Only Linux has such limits, as files of its control groups; elsewhere,
/// and without a limit, there is always room.
/// </summary>
internal sealed record MemoryHeadroom(long Limit, long Used)
{
    private const double Most = 0.75;

    /// <summary>A limit that nobody has set is told as a number beyond any machine.</summary>
    private const long NoLimit = 1L << 50;

    public bool IsLimited => Limit is > 0 and < NoLimit;

    public bool IsShort => IsLimited && Used > Limit * Most;

    /// <param name="groups">Where the control groups are; the second version's files, or the first's.</param>
    public static MemoryHeadroom Left(string groups = "/sys/fs/cgroup")
    {
        var (folder, limit, used, cache) = File.Exists(Path.Combine(groups, "memory.current"))
            ? (groups, "memory.max", "memory.current", "inactive_file ")
            : (Path.Combine(groups, "memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");
        try
        {
            // What files were read is let go of when memory is needed.
            var reclaimable = File.ReadLines(Path.Combine(folder, "memory.stat"))
                .FirstOrDefault(l => l.StartsWith(cache, StringComparison.Ordinal))?[cache.Length..];
            return new MemoryHeadroom(Number(File.ReadAllText(Path.Combine(folder, limit))),
                Number(File.ReadAllText(Path.Combine(folder, used))) - Number(reclaimable ?? ""));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MemoryHeadroom(0, 0);
        }
    }

    private static long Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
