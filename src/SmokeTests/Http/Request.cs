using System.Net.Http.Headers;
using SmokeTests.Addresses;
using SmokeTests.Settings;

namespace SmokeTests.Http;

using Headers = IReadOnlyList<KeyValuePair<string, IEnumerable<string>>>;

/// <summary>A request that can be sent again, as a redirect with 307 or 308 demands.</summary>
/// <param name="Method">GET, POST and their like.</param>
/// <param name="Address">Where it goes; a log-in in it is taken out and kept apart.</param>
/// <param name="Body">What it carries.</param>
/// <param name="BodyType">The content type of that.</param>
/// <param name="From">The page that it comes from.</param>
internal sealed record Request(HttpMethod Method, Uri Address, byte[]? Body = null, string? BodyType = null, Uri? From = null)
{
    /// <summary>What may go on to another origin by a redirect; everything else is meant for the first one alone.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "If-Modified-Since", "If-None-Match", "Pragma",
        "Range", "User-Agent",
    };

    /// <summary>Where it goes, without a log-in.</summary>
    public Uri Address { get; init; } = WithoutLogIn(Address);

    /// <summary>The log-in that stood in the address.</summary>
    public BasicLogIn? LogIn { get; init; } = BasicLogIn.In(Address);

    /// <summary>The address whose redirect or refresh led here; null where the check itself asked.</summary>
    public Uri? LedFrom { get; init; }

    /// <summary>Whether the visitor asks for the address by herself, and no page leads there.</summary>
    public bool IsTyped { get; init; }

    /// <summary>Whether redirects have led it from one foreign origin to another: it hides where it comes from.</summary>
    public bool Tainted { get; init; }

    /// <summary>Whether its body is for its own origin alone: a redirect that leads elsewhere is not followed.</summary>
    public bool StaysAtOrigin { get; init; }

    /// <summary>Headers that the check itself wants.</summary>
    public Headers Headers { get; init; } = [];

    /// <summary>Headers of the body, besides its type.</summary>
    public Headers BodyHeaders { get; init; } = [];

    /// <summary>The message with what the request itself says; who sends it adds the rest.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, HttpAddress.Of(Address)?.ToTarget() ?? Address);
        foreach (var (name, values) in Headers)
            message.Headers.TryAddWithoutValidation(name, values);
        if (Referrer() is { } referrer)
            message.Headers.TryAddWithoutValidation("Referer", referrer);
        if (Method != HttpMethod.Get && Method != HttpMethod.Head && From is not null)
            message.Headers.TryAddWithoutValidation("Origin", Tainted || IsDowngrade(From, Address) ? "null" : Origin.Of(From));
        if (Body is null)
            return message;
        message.Content = new ByteArrayContent(Body);
        if (MediaTypeHeaderValue.TryParse(BodyType, out var type))
            message.Content.Headers.ContentType = type;
        foreach (var (name, values) in BodyHeaders)
            message.Content.Headers.TryAddWithoutValidation(name, values);
        return message;
    }

    /// <summary>
    /// What follows from a redirect, as HTTP and browsers have it: 303 asks with GET; so do 301 and 302 instead of POST; all
    /// else is sent again as it was. What the check put into it for one origin does not go to another.
    /// </summary>
    public Request Redirected(int status, Uri to)
    {
        if (to.Fragment.Length == 0 && Address.Fragment.Length > 0)
            to = HttpAddress.Of(to) is { } bare && HttpAddress.Of(Address) is { } here ? (bare with { Fragment = here.Fragment }).ToUri()
                ?? to : to;
        var asksOnly = status == 303 && Method != HttpMethod.Get && Method != HttpMethod.Head
            || status is 301 or 302 && Method == HttpMethod.Post;
        var leaves = !Origin.IsSame(Address, to);
        return this with
        {
            Method = asksOnly ? HttpMethod.Get : Method,
            Address = WithoutLogIn(to),
            LogIn = BasicLogIn.In(to),
            Body = asksOnly ? null : Body,
            BodyType = asksOnly ? null : BodyType,
            BodyHeaders = asksOnly ? [] : BodyHeaders,
            Headers = leaves ? [.. Headers.Where(h => Harmless.Contains(h.Key))] : Headers,
            LedFrom = Address,
            Tainted = Tainted || leaves && From is not null && !Origin.IsSame(From, Address),
        };
    }

    /// <summary>
    /// As browsers do by default: the whole address within a site, its origin alone to another, nothing from https to http.
    /// </summary>
    private string? Referrer()
    {
        if (From is null || IsDowngrade(From, Address))
            return null;
        return Origin.IsSame(From, Address) && HttpAddress.Of(From) is { } page ? page.ToTarget().AbsoluteUri : Origin.Of(From) + "/";
    }

    private static Uri WithoutLogIn(Uri address) =>
        address.UserInfo.Length > 0 && HttpAddress.Of(address) is { } web && (web with { LogIn = "" }).ToUri() is { } bare ? bare
        : BasicLogIn.Without(address);

    private static bool IsDowngrade(Uri from, Uri to) => from.Scheme == "https" && to.Scheme == "http";
}
