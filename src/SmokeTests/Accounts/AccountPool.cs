using System.Security.Cryptography;
using System.Text;
using SmokeTests.Cleanup;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Accounts;

/// <summary>
/// Lends the log-ins of an account so that none is used by two runs at once, whichever process they are in: each has a
/// lock file, which the operating system lets go when its process ends. Where several runners share them, the runner has
/// the last word.
/// </summary>
internal static class AccountPool
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="patience">How long is waited for one.</param>
    /// <param name="most">How long it is used.</param>
    /// <returns>Null where all of them were in use all that time.</returns>
    /// <exception cref="CheckBrokenException">The lock files cannot be had, such as those of another user.</exception>
    /// <exception cref="SkippedException">Nobody can say whether they are in use, or who had one is gone.</exception>
    public static async Task<(LogInSettings LogIn, IDisposable Lock)?> Borrow(string environment, string name, AccountSettings account,
        TimeSpan patience, TimeSpan most, AccountLender? lender, TimeProvider time, CancellationToken stop)
    {
        var folder = Path.Combine(Path.GetTempPath(), "smoketests-accounts");
        Directory.CreateDirectory(folder);
        var began = time.GetTimestamp();
        var wasLeft = false;
        while (true)
        {
            var answers = new HashSet<AccountLease>();
            foreach (var logIn in account.Pool)
            {
                var (answer, held) = await Lend(folder, NumberOf(environment, name, logIn), most, lender, stop);
                if (held is not null)
                    return (logIn, held);
                answers.Add(answer);
            }
            wasLeft |= answers.Contains(AccountLease.Left);
            if (answers.SetEquals([AccountLease.Unknown]))
                throw new SkippedException(
                    $"whether a log-in of the account '{name}' is in use cannot be known while the runners' database is away");
            if (time.GetElapsedTime(began) >= patience)
                return wasLeft ? throw new SkippedException(
                    $"a runner that is gone had a log-in of the account '{name}': it is not over yet what it was used for") : null;
            await Task.Delay(Pause, time, stop);
        }
    }

    private static async Task<(AccountLease Loan, IDisposable? Lock)> Lend(string folder, string logIn, TimeSpan most,
        AccountLender? lender, CancellationToken stop)
    {
        if (Lock(Path.Combine(folder, logIn)) is not { } held)
            return (AccountLease.Taken, null);
        if (lender is null)
            return (AccountLease.Given, held);
        var answer = AccountLease.Unknown;
        try
        {
            (answer, var id) = await lender.Ask(logIn, most, stop);
            return answer == AccountLease.Given ? (answer, new Lent(held, lender, id)) : (answer, null);
        }
        finally
        {
            if (answer != AccountLease.Given)
                held.Dispose();
        }
    }

    private static FileStream? Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileLocks.IsTaken(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckBrokenException($"Whether a log-in is in use cannot be known: {e.Message} "
                + "Checks that borrow log-ins on one machine run as one user.", e);
        }
    }

    /// <summary>A name of the log-in that says nothing of it.</summary>
    private static string NumberOf(string environment, string name, LogInSettings logIn) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{environment}\n{name}\n{logIn.User.Value}")))[..32];

    /// <summary>Lent by the runner: it goes back to it before anybody else here may ask for it.</summary>
    private sealed class Lent(IDisposable held, AccountLender lender, string id) : IDisposable
    {
        public void Dispose()
        {
            lender.Return(id);
            held.Dispose();
        }
    }
}
