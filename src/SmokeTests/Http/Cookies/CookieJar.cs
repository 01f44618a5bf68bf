using System.Text;
using SmokeTests.Addresses;

namespace SmokeTests.Http.Cookies;

/// <summary>
/// The cookies of one visitor, kept and sent as browsers do: RFC 6265bis, and Chromium's word where that leaves a choice.
/// Safe to use from several threads. A value that cannot be understood is ignored; nothing throws.
/// </summary>
internal sealed class CookieJar(TimeProvider time)
{
    /// <summary>Chromium's limits: when a domain has more, the least used are dropped.</summary>
    private const int MostOfDomain = 180;
    private const int LeftOfDomain = 150;

    /// <summary>
    /// How long a cookie without <c>SameSite</c> goes also with a form of another site: for log-ins that come back by one.
    /// </summary>
    private static readonly TimeSpan LaxAtFirst = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(400);
    private readonly Lock gate = new();
    private readonly List<Cookie> cookies = [];
    private long counter;

    /// <summary>Cookies are bytes, and go back as they came; other headers are UTF-8. For <c>RequestHeaderEncodingSelector</c>.</summary>
    public static Encoding HeaderEncoding(string name, HttpRequestMessage message) =>
        name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) ? Encoding.Latin1 : Encoding.UTF8;

    /// <summary>Keeps what an answer's <c>Set-Cookie</c> header says, as far as it may.</summary>
    public void Keep(Uri address, string header)
    {
        if (SetCookie.Parse(header) is not { } set || set.Secure && !Sites.IsSafe(address))
            return;
        var host = Sites.HostOf(address);
        if (DomainOf(set, host) is not var (domain, hostOnly)
            || set.IsOfOneHost && set.Domain.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Dns)
            return;
        lock (gate)
        {
            var now = time.GetUtcNow();
            var cookie = new Cookie(set.Name, set.Value, domain, hostOnly, set.Path ?? DefaultPath(address), set.Secure, set.SameSite, now,
                ++counter, EndOf(set, now)) { Used = counter };
            // Who speaks in the clear cannot take a secure cookie's place.
            if (!Sites.IsSafe(address) && cookies.Any(c => c.Secure && c.Name == cookie.Name && Cookie.PathMatches(cookie.Path, c.Path)
                && (Cookie.Matches(c.Domain, cookie.Domain) || Cookie.Matches(cookie.Domain, c.Domain))))
                return;
            if (cookies.FindIndex(c => c.IsSame(cookie)) is var at and >= 0)
            {
                // As Chromium: a new value is a new cookie.
                if (cookies[at].Value == cookie.Value)
                    cookie = cookie with { Created = cookies[at].Created, Number = cookies[at].Number };
                cookies.RemoveAt(at);
            }
            if (cookie.Until > now)
                cookies.Add(cookie);
            Tidy(domain, now);
        }
    }

    /// <summary>The <c>Cookie</c> header of a request; empty where none is sent.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="from">The page whose link or form leads there; null where the visitor goes by herself.</param>
    /// <param name="reads">Whether it only reads, as GET does.</param>
    public string Header(Uri address, Uri? from = null, bool reads = true)
    {
        lock (gate)
        {
            if (cookies.Count == 0)
                return "";
            var (host, path, safe, now) = (Sites.HostOf(address), PathOf(address), Sites.IsSafe(address), time.GetUtcNow());
            var foreign = from is not null && !Sites.AreSame(from, address);
            var sent = cookies.Where(c => c.Until > now && c.Fits(host, path) && (safe || !c.Secure)
                && (!foreign || Goes(c, reads, now))).ToList();
            foreach (var cookie in sent)
                cookie.Used = ++counter;
            return string.Join("; ",
                sent.OrderByDescending(c => c.Path.Length).ThenBy(c => c.Number).Select(c => c.Name.Length == 0 ? c.Value
                    : $"{c.Name}={c.Value}"));
        }
    }

    /// <summary>Whether a cookie goes along where another site leads to its own.</summary>
    private static bool Goes(Cookie cookie, bool reads, DateTimeOffset now) => cookie.SameSite switch
    {
        SameSite.None => true,
        SameSite.Lax => reads,
        SameSite.Strict => false,
        _ => reads || now - cookie.Created <= LaxAtFirst,
    };

    /// <summary>Null where the site may not set a cookie for that domain.</summary>
    private static (string Domain, bool HostOnly)? DomainOf(SetCookie set, string host)
    {
        if (set.Domain.Length == 0 || set.Domain == host && (Uri.CheckHostName(host) != UriHostNameType.Dns || Sites.IsPublicSuffix(host)))
            return (host, true);
        return set.Domain.All(char.IsAscii) && !Sites.IsPublicSuffix(set.Domain) && Cookie.Matches(host, set.Domain)
            ? (set.Domain, false) : null;
    }

    /// <summary>The path of a cookie that names none.</summary>
    public static string DefaultPath(Uri address) =>
        PathOf(address) is var path && path.LastIndexOf('/') is var at and > 0 ? path[..at] : "/";

    /// <summary>As it is sent.</summary>
    private static string PathOf(Uri address) => HttpAddress.Of(address)?.Path ?? address.AbsolutePath;

    private static DateTimeOffset EndOf(SetCookie set, DateTimeOffset now)
    {
        var latest = now + LongestLife;
        if (set.MaxAge is { } seconds)
            return seconds <= 0 ? DateTimeOffset.MinValue : seconds >= LongestLife.TotalSeconds ? latest : now.AddSeconds(seconds);
        return set.Expires is not { } expires ? DateTimeOffset.MaxValue : expires < latest ? expires : latest;
    }

    private void Tidy(string domain, DateTimeOffset now)
    {
        if (cookies.Count <= MostOfDomain)
            return;
        cookies.RemoveAll(c => c.Until <= now);
        var own = cookies.Where(c => c.Domain == domain).ToList();
        if (own.Count > MostOfDomain)
            foreach (var dropped in own.OrderBy(c => c.Secure).ThenBy(c => c.Used).Take(own.Count - LeftOfDomain))
                cookies.Remove(dropped);
    }
}
