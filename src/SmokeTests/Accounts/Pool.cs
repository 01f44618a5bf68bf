using System.Security.Cryptography;
using System.Text;
using SmokeTests.Settings;

namespace SmokeTests.Accounts;

/// <summary>
/// Lends the log-ins of an account so that none is used by two runs at once, whichever process they are in: each has a
/// lock file, which the operating system lets go when its process ends.
/// </summary>
internal static class Pool
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<(LogInSettings LogIn, IDisposable Lock)?> Borrow(string environment, string name, AccountSettings account, TimeSpan patience, TimeProvider time, CancellationToken stop)
    {
        var folder = Path.Combine(Path.GetTempPath(), "smoketests-accounts");
        Directory.CreateDirectory(folder);
        var began = time.GetTimestamp();
        while (true)
        {
            foreach (var logIn in account.Pool)
                if (Lock(Path.Combine(folder, FileOf(environment, name, logIn))) is { } held)
                    return (logIn, held);
            if (time.GetElapsedTime(began) >= patience)
                return null;
            await Task.Delay(Pause, time, stop);
        }
    }

    private static FileStream? Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string FileOf(string environment, string name, LogInSettings logIn) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{environment}\n{name}\n{logIn.User.Value}")))[..32];
}
