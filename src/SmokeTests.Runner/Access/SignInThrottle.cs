namespace SmokeTests.Runner.Access;

/// <summary>
/// Slows down whoever guesses passwords or tokens: so many wrong ones in a minute are heard, by address, and by account from
/// all addresses that were wrong. Who has been right from an address before is heard there all the same, and so is somebody
/// who has not been wrong: a guesser locks nobody out.
/// </summary>
internal sealed class SignInThrottle(TimeProvider time)
{
    public const int MostOfAddress = 10;
    public const int MostOfAccount = 20;

    /// <summary>So many addresses and accounts are remembered at once.</summary>
    private const int MostKnown = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Count)> wrong = new(StringComparer.Ordinal);
    private readonly HashSet<string> right = new(StringComparer.Ordinal);

    /// <summary>How long nothing is heard that comes from there; null where it is.</summary>
    /// <param name="network">Where it comes from.</param>
    /// <param name="account">Whom it wants to be; null for a token.</param>
    /// <param name="proof">What would prove it: a hash of the token. Heard where it was right before.</param>
    public TimeSpan? Wait(string network, string? account, string? proof = null)
    {
        lock (gate)
        {
            if (proof is not null && right.Contains($"{network} {proof}"))
                return null;
            var (byAddress, now) = (Of(Address(network)), time.GetUtcNow());
            if (byAddress.Count >= MostOfAddress)
                return byAddress.Since + Window - now;
            return account is not null && byAddress.Count > 0 && Of(Account(account)) is { Count: >= MostOfAccount } byAccount
                ? byAccount.Since + Window - now : null;
        }
    }

    public void WasWrong(string network, string? account)
    {
        lock (gate)
        {
            Count(Address(network));
            if (account is not null)
                Count(Account(account));
        }
    }

    public void WasRight(string network, string proof)
    {
        lock (gate)
            if (right.Count < MostKnown)
                right.Add($"{network} {proof}");
    }

    private void Count(string key)
    {
        var (since, count) = Of(key);
        if (wrong.Count >= MostKnown && !wrong.ContainsKey(key))
            Forget();
        wrong[key] = (count == 0 ? time.GetUtcNow() : since, count + 1);
    }

    private (DateTimeOffset Since, int Count) Of(string key) =>
        wrong.TryGetValue(key, out var known) && time.GetUtcNow() - known.Since < Window ? known : default;

    /// <summary>Those whose minute is over, or else the oldest half.</summary>
    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var old in wrong.OrderBy(w => w.Value.Since).Where((w, n) => n < MostKnown / 2 || now - w.Value.Since >= Window)
            .Select(w => w.Key).ToArray())
            wrong.Remove(old);
    }

    private static string Address(string network) => "from " + network;

    private static string Account(string name) => "as " + name;
}
