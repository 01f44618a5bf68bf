namespace SmokeTests.Http.Cookies;

/// <summary>A cookie as a jar keeps it.</summary>
/// <param name="Domain">The host, or with <paramref name="HostOnly"/> false the domain whose hosts all get it.</param>
internal sealed record Cookie(string Name, string Value, string Domain, bool HostOnly, string Path, bool Secure, SameSite SameSite)
{
    /// <summary>When it was first set to this value.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Orders what was created at the same moment.</summary>
    public required long Number { get; init; }

    /// <summary>When it expires; the end of time for a cookie of the visit.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was last sent or set, as a number that grows.</summary>
    public long Used { get; set; }

    public bool IsSame(Cookie other) => Name == other.Name && Domain == other.Domain && Path == other.Path && HostOnly == other.HostOnly;

    public bool Fits(string host, string path) => (HostOnly ? host == Domain : Matches(host, Domain)) && PathMatches(path, Path);

    /// <summary>RFC 6265bis, 5.1.3: the same, or a host below the domain; an address of numbers has none below.</summary>
    public static bool Matches(string host, string domain) => host == domain
        || host.EndsWith(domain, StringComparison.Ordinal)
        && host[^(domain.Length + 1)] == '.' && Uri.CheckHostName(host) == UriHostNameType.Dns;

    /// <summary>RFC 6265bis, 5.1.4.</summary>
    public static bool PathMatches(string path, string cookie) => path.StartsWith(cookie, StringComparison.Ordinal)
        && (path.Length == cookie.Length || cookie.EndsWith('/') || path[cookie.Length] == '/');
}
