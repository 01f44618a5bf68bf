using System.Globalization;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Notifications;

/// <summary>
/// What becomes of messages that have waited for an hour, because their receiver took none: those that tell of something
/// that is still open go out as they are, in their order; all the others are one message.
/// </summary>
/// <param name="Kept">Letters that go out by themselves.</param>
/// <param name="Merged">Letters that the digest tells of.</param>
/// <param name="Announcement">The digest; null where there is nothing to merge.</param>
internal sealed record Digest(IReadOnlyList<OutboxEntry> Kept, IReadOnlyList<OutboxEntry> Merged, Message? Announcement)
{
    /// <summary>Messages that are older are put together.</summary>
    public static readonly TimeSpan After = TimeSpan.FromHours(1);

    private const string Kind = "digest";
    private const string Count = "Messages";
    private const string Since = "Since";
    private const int Listed = 20;

    /// <summary>A digest of an older version, or of somebody's own, may say anything.</summary>
    private const int MostTold = 1_000_000;
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal) { "undeliverable", "drill" };

    /// <param name="waiting">What waits for one route, oldest first.</param>
    /// <param name="open">The incidents that are open.</param>
    public static Digest Of(IReadOnlyList<OutboxEntry> waiting, IReadOnlySet<long> open, string team, string board)
    {
        var told = new HashSet<long>();
        // Of each incident that is open the first message, which is its opening where that has not gone out.
        var kept = waiting.Where(l => Single.Contains(l.Announcement.Kind)
            || l.Incidents.Where(i => open.Contains(i) && told.Add(i)).ToArray().Length > 0).ToArray();
        // An outage that goes on has one digest, which grows.
        return waiting.Except(kept).ToArray() is var merged && merged.All(l => l.Announcement.Kind == Kind) ? new Digest(waiting, [], null)
            : new Digest(kept, merged, Tell(merged, team, board));
    }

    private static Message Tell(OutboxEntry[] merged, string team, string board)
    {
        var count = merged.Sum(l => int.TryParse(Written(l, Count), NumberStyles.None, CultureInfo.InvariantCulture, out var told)
            ? Math.Min(told, MostTold) : 1);
        // What an earlier digest tells of came before all that has waited since.
        var lines = merged.OrderByDescending(l => l.Announcement.Kind == Kind).SelectMany(Lines).ToArray();
        var since = merged.Select(l => Written(l, Since) ?? l.At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture))
            .Min(StringComparer.Ordinal)!;
        return new Message(Kind, $"✉ {count} messages have waited since {since} and are told together ({team})",
            [new Fact(Count, count.ToString(CultureInfo.InvariantCulture)), new Fact(Since, since),
                new Fact("Why", "nothing could be delivered; what they told of is over, or told by itself"),
                new Fact("What", string.Join('\n',
                    lines.Take(Listed).Append(count > Listed ? $"and {count - Listed} more" : null).OfType<string>()))],
            [new Link("Messages", $"{board}/notifications")]);
    }

    /// <summary>What an earlier digest says.</summary>
    private static string? Written(OutboxEntry letter, string fact) =>
        letter.Announcement.Kind == Kind ? letter.Announcement.Facts.FirstOrDefault(f => f.Name == fact)?.Text : null;

    private static IEnumerable<string> Lines(OutboxEntry letter) => letter.Announcement.Kind == Kind
        ? letter.Announcement.Facts.Where(f => f.Name == "What").SelectMany(f => f.Text.Split('\n')).Take(Listed)
        : [$"{letter.At.ToString("HH:mm", CultureInfo.InvariantCulture)} {letter.Announcement.Headline}"];
}
