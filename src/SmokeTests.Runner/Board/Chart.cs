using System.Globalization;
using System.Net;
using System.Text;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Board;

/// <summary>How long a check took and when it was down, over a stretch of time: an SVG without a script.</summary>
internal static class Chart
{
    private const int Width = 1000;
    private const int Height = 240;
    private const int Left = 70;
    private const int Bottom = 24;
    private const int Top = 10;

    /// <param name="span">How long each sum is.</param>
    public static string Of(IReadOnlyList<Rollup> sums, IReadOnlyList<(DateTimeOffset Starts, double[] Ms)> latencies, DateTimeOffset from, DateTimeOffset to, TimeSpan span, string title)
    {
        var most = Nice(latencies.Select(l => l.Ms[^1]).DefaultIfEmpty(1).Max());
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        foreach (var part in new[] { 0, 0.5, 1 })
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width}\" y1=\"{Y(most * part):0.#}\" y2=\"{Y(most * part):0.#}\"/><text x=\"{Left - 6}\" y=\"{Y(most * part) + 4:0.#}\" text-anchor=\"end\">{WebUtility.HtmlEncode(Show.Took(most * part))}</text>");
        foreach (var (share, anchor) in new[] { (0.0, "start"), (0.5, "middle"), (1.0, "end") })
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + share * (Width - Left):0.#}\" y=\"{Height - 6}\" text-anchor=\"{anchor}\">{(from + (to - from) * share).UtcDateTime.ToString(to - from > TimeSpan.FromDays(2) ? "yyyy-MM-dd" : "HH:mm", CultureInfo.InvariantCulture)}</text>");
        // Time that was down hangs from the top, as much of the sum's width as of its time.
        foreach (var sum in sums.Where(s => s.Time.Down > TimeSpan.Zero))
        {
            var (x, width) = (X(sum.Starts), Math.Max(2, (X(sum.Starts + span) - X(sum.Starts)) * Math.Min(1, sum.Time.Down / span)));
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"down\" x=\"{x:0.#}\" y=\"{Top}\" width=\"{width:0.#}\" height=\"{Height - Bottom - Top}\"><title>{WebUtility.HtmlEncode($"{Show.At(sum.Starts)}: down for {Interval.Write(sum.Time.Down)}")}</title></rect>");
        }
        // A line goes as far as there are runs; over a gap it breaks off.
        foreach (var stretch in Stretches(latencies, span))
            foreach (var (name, at) in new[] { ("p95", 1), ("p50", 0) })
                svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{name}\" points=\"{string.Join(' ', stretch.Concat(stretch.Take(stretch.Count == 1 ? 1 : 0)).Select(l => string.Create(CultureInfo.InvariantCulture, $"{X(l.Starts + span / 2):0.#},{Y(l.Ms[at]):0.#}")))}\"/>");
        return svg.Append("</svg>").ToString();

        double X(DateTimeOffset at) => Left + Math.Clamp((at - from) / (to - from), 0, 1) * (Width - Left);
        double Y(double ms) => Height - Bottom - ms / most * (Height - Bottom - Top);
    }

    private static List<List<(DateTimeOffset Starts, double[] Ms)>> Stretches(IEnumerable<(DateTimeOffset Starts, double[] Ms)> latencies, TimeSpan span)
    {
        var stretches = new List<List<(DateTimeOffset Starts, double[] Ms)>>();
        foreach (var sum in latencies)
            if (stretches is [.., [.., var last] open] && sum.Starts - last.Starts <= span)
                open.Add(sum);
            else
                stretches.Add([sum]);
        return stretches;
    }

    /// <summary>The next of 1, 2, 5, 10, 20, 50 …</summary>
    private static double Nice(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1))));
        return new[] { 1, 2, 5, 10 }.Select(n => n * power).First(n => n >= value - 1e-9);
    }
}
