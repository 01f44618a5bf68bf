using OtpNet;

namespace SmokeTests;

/// <summary>Who a journey logs in as: <c>environments.NAME.accounts</c> in <c>smoketests.json</c>.</summary>
/// <param name="User">What goes into the user, login or e-mail field.</param>
/// <param name="Password">What goes into the password field.</param>
public sealed record Account(string User, Secret Password)
{
    private readonly Secret? seed;
    private readonly TimeProvider time = TimeProvider.System;

    internal Account(string user, Secret password, Secret? totp, TimeProvider time) : this(user, password) =>
        (seed, this.time) = (totp, time);

    /// <summary>
    /// The one-time code of this moment (TOTP, RFC 6238: six digits, 30 s), from the account's <c>totp</c> seed; null where
    /// it has none. <see cref="Page.LogIn"/> answers with it by itself.
    /// </summary>
    public string? Code =>
        seed is null ? null : new Totp(Base32Encoding.ToBytes(seed.Reveal().Replace(" ", "", StringComparison.Ordinal))).ComputeTotp(
            time.GetUtcNow().UtcDateTime);
}
