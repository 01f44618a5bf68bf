using System.Text.Json;

namespace Benchmarks;

/// <summary>One line of <c>artifacts/bench.json</c>.</summary>
internal sealed record Figure(string Name, double Value, string Unit, string Better)
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
