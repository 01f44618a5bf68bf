namespace SmokeTests.Http.Cookies;

/// <summary>What browsers take for one site, and for a safe one.</summary>
/// <remarks>
/// Browsers carry the public suffix list, some 10,000 entries that change each week. Here the registries with two labels
/// (<c>co.uk</c>, <c>com.au</c>) are told by their form, and hosters' suffixes (<c>github.io</c>) not at all: a cookie that a
/// site sets for such a suffix is kept, and its neighbours count as one site.
/// </remarks>
internal static class Sites
{
    private static readonly HashSet<string> Registries = new(StringComparer.Ordinal)
        { "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "ltd", "me", "mil", "ne", "net", "nhs", "nom", "or", "org",
            "plc", "sch" };

    /// <summary>https, or this machine itself (Secure Contexts, 3.1): browsers trust both with <c>Secure</c> cookies.</summary>
    public static bool IsSafe(Uri address) =>
        address.Scheme == "https" || address.IsLoopback || HostOf(address).EndsWith(".localhost", StringComparison.Ordinal);

    /// <summary>In lower case and ASCII; an address of IPv6 in its brackets.</summary>
    public static string HostOf(Uri address) =>
        address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost.ToLowerInvariant();

    /// <summary>Whether a domain is one that nobody owns, such as <c>com</c> or <c>co.uk</c>.</summary>
    public static bool IsPublicSuffix(string domain) => domain.Split('.') switch
    {
        [_] => true,
        [var second, var top] => top.Length == 2 && Registries.Contains(second),
        _ => false,
    };

    /// <summary>The same scheme, and the same domain that somebody owns.</summary>
    public static bool AreSame(Uri one, Uri other) => one.Scheme == other.Scheme && Registrable(HostOf(one)) == Registrable(HostOf(other));

    private static string Registrable(string host)
    {
        if (Uri.CheckHostName(host) != UriHostNameType.Dns)
            return host;
        var labels = host.Split('.');
        for (var from = labels.Length - 1; from >= 0; from--)
            if (string.Join('.', labels[from..]) is var domain && !IsPublicSuffix(domain))
                return domain;
        return host;
    }
}
