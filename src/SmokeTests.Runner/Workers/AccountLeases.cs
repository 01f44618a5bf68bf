using System.Collections.Concurrent;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>The log-ins that the runs of a worker use alone among all runners.</summary>
/// <param name="logIns">Knows who uses which; null where nobody shares any.</param>
/// <param name="wire">Tells the worker.</param>
internal sealed class AccountLeases(IAccountLocks? logIns, Wire wire)
{
    private readonly ConcurrentDictionary<string, bool> lent = new(StringComparer.Ordinal);
    private bool isClosed;

    public async Task Lend(LogInWanted wanted)
    {
        if (logIns is null)
            return;
        lent[wanted.Id] = true;
        var loan = await logIns.Lease(wanted.LogIn, wanted.Id, TimeSpan.FromSeconds(wanted.Seconds));
        wire.Enqueue(new LogInLent(wanted.Id, loan));
        if (loan != AccountLease.Given)
            lent.TryRemove(wanted.Id, out _);
        else if (Volatile.Read(ref isClosed) || !lent.ContainsKey(wanted.Id))
            // Given back, or the worker gone, while it was asked for.
            await logIns.Return(wanted.Id);
    }

    public void TakeBack(string loan)
    {
        if (lent.TryRemove(loan, out _))
            _ = logIns?.Return(loan);
    }

    /// <summary>The worker is gone: it has none any more.</summary>
    public void Close()
    {
        Volatile.Write(ref isClosed, true);
        foreach (var loan in lent.Keys)
            TakeBack(loan);
    }
}
