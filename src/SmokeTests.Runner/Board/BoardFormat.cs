using System.Globalization;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Board;

/// <summary>How the pages write signs, times and shares.</summary>
internal static class BoardFormat
{
    public static string Sign(Colour colour) => colour switch { Colour.Red => "✗", Colour.Yellow => "!", Colour.Grey => "?", _ => "✓" };

    public static string Css(Colour colour) => colour.ToString().ToLowerInvariant();

    public static Colour ColourOf(Run run) => run.Outcome switch
    {
        Outcome.Passed => Colour.Green,
        Outcome.Slow => Colour.Yellow,
        Outcome.Failed => Colour.Red,
        _ => Colour.Grey,
    };

    public static string Percent(double? share) => share switch
    {
        null => "–",
        1 => "100 %",
        // 99.96 is not 100: rounding must never hide a failure.
        { } part => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(part * 10_000) / 100:0.0#} %"),
    };

    /// <summary>The one line that says how it stands.</summary>
    public static string Verdict(IReadOnlyList<Tile> all)
    {
        var tiles = Watched(all);
        var where = string.Join(", ", tiles.Select(t => t.Check.Environment).Distinct());
        var red = tiles.Where(t => t.Colour == Colour.Red).ToArray();
        var grey = tiles.Count(t => t.Colour == Colour.Grey);
        var yellow = tiles.Count(t => t.Colour == Colour.Yellow);
        return tiles.Count == 0 ? "No checks"
            : red.Length > 0 ? $"{red.Length} of {tiles.Count} broken in {where}: {string.Join(", ", red.Select(t => t.Team).Distinct())}"
            : yellow > 0 ? $"{yellow} of {tiles.Count} slow or recovering in {where}"
            : grey == tiles.Count ? $"Waiting for the first runs in {where}"
            : grey > 0 ? $"{tiles.Count - grey} of {tiles.Count} work in {where}, {grey} unknown"
            : $"All {tiles.Count} work in {where}";
    }

    /// <summary>Those that say how the product stands: not what only runs when somebody asks for it.</summary>
    public static IReadOnlyList<Tile> Watched(IReadOnlyList<Tile> tiles) =>
        tiles.Any(t => t.Check.IsExplicit) ? [.. tiles.Where(t => !t.Check.IsExplicit)] : tiles;

    public static Colour Worst(IReadOnlyList<Tile> tiles) => Watched(tiles).Select(t => t.Colour).DefaultIfEmpty(Colour.Grey).Min();

    public static string Ago(DateTimeOffset at, DateTimeOffset now) =>
        now - at < TimeSpan.FromSeconds(1) ? "now" : $"{Interval.WriteSoFar(now - at)} ago";

    public static string At(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Took(double ms) =>
        double.IsNaN(ms) ? "–" : Interval.Write(TimeSpan.FromMilliseconds(Math.Clamp(ms, 0, Numbers.LongestMs)));

    /// <summary>Answers with that status and the page all the same: one that is set at once would leave the page out.</summary>
    public static void Answer(HttpContext context, int status) => context.Response.OnStarting(() =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    public static string Link(Check check) => $"/checks/{Uri.EscapeDataString(check.Id)}";
}
