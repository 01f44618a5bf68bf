namespace SmokeTests.Runner.Workers;

/// <summary>
/// The folders that a suite runs from where a check runs apart from the others: who deletes or changes its files there leaves theirs.
/// </summary>
internal sealed class IsolatedCopies(Suite suite)
{
    private readonly Lock gate = new();
    private readonly SortedSet<int> free = [];
    private int highest;

    /// <summary>The suite in a folder that nobody else runs from; to be given back.</summary>
    public (Suite Suite, int Number) Take()
    {
        int number;
        lock (gate)
        {
            number = free.Count > 0 ? free.Min : ++highest;
            free.Remove(number);
        }
        return (SuiteCopy.Beside(suite, $"{number}"), number);
    }

    public void Return(int number)
    {
        lock (gate)
            free.Add(number);
    }
}
