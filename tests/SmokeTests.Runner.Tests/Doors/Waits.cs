using System.Diagnostics;

namespace SmokeTests.Runner.Tests;

/// <summary>Waits for what becomes true, or for the test's end.</summary>
internal static class Waits
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static async Task Until(this ITestContext context, Func<bool> isTrue)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            Stopwatch.GetElapsedTime(began).Should().BeLessThan(Longest);
            await Task.Delay(20, context.CancellationToken);
        }
    }
}
