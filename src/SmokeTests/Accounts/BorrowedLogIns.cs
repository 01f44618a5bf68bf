namespace SmokeTests.Accounts;

/// <summary>
/// The log-ins that a run has for itself. What comes when the run is over, since its time was up meanwhile, goes straight back.
/// </summary>
internal sealed class BorrowedLogIns : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<IDisposable> held = [];
    private bool isOver;

    public void Add(IDisposable logIn)
    {
        lock (gate)
            if (!isOver)
            {
                held.Add(logIn);
                return;
            }
        logIn.Dispose();
    }

    /// <summary>Gives all of them back; others may be borrowed afterwards.</summary>
    public void GiveBack() => Return(isLast: false);

    public void Dispose() => Return(isLast: true);

    private void Return(bool isLast)
    {
        IDisposable[] back;
        lock (gate)
        {
            isOver |= isLast;
            back = [.. held];
            held.Clear();
        }
        foreach (var one in back)
            one.Dispose();
    }
}
