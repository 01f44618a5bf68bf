namespace SmokeTests.Runner.Access;

/// <summary>
/// The names that the board goes by. Where whoever reaches it may act, a page elsewhere must not reach it by a name of its
/// own that points here (DNS rebinding), so other names are refused.
/// </summary>
internal sealed class HostNames(AccessSettings access, string publicAddress)
{
    private readonly string own = Uri.TryCreate(publicAddress, UriKind.Absolute, out var address) ? address.Host : "";

    public bool Knows(HostString host) =>
        !access.IsUnset || Equals(host.Host, own) || Equals(host.Host, "localhost")
        || System.Net.IPAddress.TryParse(host.Host.Trim('[', ']'), out _);

    private static bool Equals(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
