using System.Diagnostics;

namespace SmokeTests.Tests.Differential;

/// <summary>
/// What a comparison has come to. It is said as soon as it is known, a difference at once and the count now and then: a run that is
/// stopped, or whose browser dies, has told what it found until then. Safe for several threads.
/// </summary>
internal sealed class Progress(ITestOutputHelper output, int count, string what)
{
    private const int Every = 500;

    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private readonly List<string> found = [];
    private int compared;
    private int known;

    /// <summary>The differences that are in no list of known ones.</summary>
    public IReadOnlyList<string> Found { get { lock (gate) return [.. found]; } }

    public int FoundCount { get { lock (gate) return found.Count; } }

    /// <exception cref="OperationCanceledException">The run is to stop.</exception>
    public void Compared(int more = 1)
    {
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            compared += more;
            if (compared / Every > (compared - more) / Every)
                Say();
        }
    }

    public void Know()
    {
        lock (gate)
            known++;
    }

    public void Find(string difference)
    {
        lock (gate)
            found.Add(difference);
        output.WriteLine($"difference: {difference}");
    }

    /// <summary>To be called in the end as well, whatever has ended it.</summary>
    public void Say()
    {
        lock (gate)
            output.WriteLine($"{compared} of {count} {what} compared in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, "
                + $"{known} with a known difference, {found.Count} with another");
    }
}
