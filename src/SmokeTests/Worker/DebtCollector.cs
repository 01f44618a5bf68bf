using SmokeTests.Cleanup;
using SmokeTests.Recording;

namespace SmokeTests.Worker;

/// <summary>
/// Pays, in a worker, what runs could not pay themselves: what a dead process left, and what failed before. Each payment is
/// a run of its own through xunit, so that the method has its class, its fixtures and its time limit.
/// </summary>
internal sealed class DebtCollector(CheckRunner engine, string environment, TimeProvider time, SecretRedactor redactor,
    Action<DebtsChanged> told)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public async Task Go(CancellationToken stop)
    {
        var before = 0;
        while (!stop.IsCancellationRequested)
        {
            // Suites that owe nothing have no ledger.
            if (Ledgers.Exists)
            {
                foreach (var debt in Ledgers.Of.Claim(Ledgers.Suite, environment, time.GetUtcNow()))
                    await Pay(debt, Ledgers.Of);
                var now = Ledgers.Of.All().Count;
                if (now != before)
                    told(new DebtsChanged());
                before = now;
            }
            await Task.Delay(Longest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Pay(Debt debt, Ledger ledger)
    {
        var finished = await engine.Pay(debt, CancellationToken.None);
        if (finished.Outcome is Outcome.Passed or Outcome.Slow)
            ledger.Paid(debt.Id);
        else
            ledger.Postpone(debt, redactor.Blot(finished.Failure?.Summary ?? finished.Outcome.ToString()), time.GetUtcNow());
        told(new DebtsChanged());
    }
}
