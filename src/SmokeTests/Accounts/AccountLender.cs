using System.Collections.Concurrent;
using SmokeTests.Worker;

namespace SmokeTests.Accounts;

/// <summary>Asks the runner for log-ins where several runners, on several machines, use the same ones.</summary>
/// <param name="say">To the runner.</param>
internal sealed class AccountLender(Func<WorkerMessage, bool> say)
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<AccountLease>> wanted = new(StringComparer.Ordinal);

    /// <summary>The runner's; null where nobody needs to be asked.</summary>
    public static AccountLender? Runner { get; set; }

    /// <param name="most">How long the run may take that wants it.</param>
    /// <returns>What the runner says; what it lends is to be given back.</returns>
    public async Task<(AccountLease Answer, string Id)> Ask(string logIn, TimeSpan most, CancellationToken stop)
    {
        var id = Guid.NewGuid().ToString("N");
        var answer = wanted[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        say(new LogInWanted(id, logIn, (most + EndGrace).TotalSeconds));
        try
        {
            return (await answer.Task.WaitAsync(stop), id);
        }
        catch (OperationCanceledException)
        {
            wanted.TryRemove(id, out _);
            Return(id);
            throw;
        }
    }

    public void Answer(LogInLent lent)
    {
        if (wanted.TryRemove(lent.Id, out var answer))
            answer.TrySetResult(lent.Loan);
    }

    public void Return(string id) => say(new LogInBack(id));
}
