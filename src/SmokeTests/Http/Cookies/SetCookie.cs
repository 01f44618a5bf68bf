using System.Globalization;

namespace SmokeTests.Http.Cookies;

/// <summary>
/// A <c>Set-Cookie</c> header, read by RFC 6265bis (5.6). Header values are bytes: each character stands for one of them, as
/// Latin-1 reads it, so that a cookie goes back as it came, whatever its encoding.
/// </summary>
internal sealed record SetCookie(string Name, string Value)
{
    private const int MostBytes = 4096;
    private const int LongestAttribute = 1024;

    /// <summary>Without the leading dot, in lower case; empty where there is none.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Null where the default path of the address counts.</summary>
    public string? Path { get; init; }

    public DateTimeOffset? Expires { get; init; }

    /// <summary>Goes before <see cref="Expires"/>; nothing or less removes the cookie.</summary>
    public long? MaxAge { get; init; }

    public bool Secure { get; init; }

    public bool HttpOnly { get; init; }

    public bool Partitioned { get; init; }

    public SameSite SameSite { get; init; }

    /// <summary>Null where a browser ignores the whole header.</summary>
    public static SetCookie? Parse(string header)
    {
        header = header.Trim(' ', '\t');
        var parts = header.Split(';');
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        var cookie = new SetCookie(parts[0][..Math.Max(equals, 0)].Trim(' ', '\t'), parts[0][(equals + 1)..].Trim(' ', '\t'));
        // A name that is empty is allowed, but not one that could be taken for another in the Cookie header.
        if (HasControl(header, '\t') || HasControl(cookie.Name) || HasControl(cookie.Value)
            || cookie.Name.Length + cookie.Value.Length is 0 or > MostBytes
            || cookie.Name.Length == 0
            && (cookie.Value.Contains('=', StringComparison.Ordinal) || Prefixes.Any(p => StartsWith(cookie.Value, p))))
            return null;
        cookie = parts.Skip(1).Aggregate(cookie, (so, part) => so.With(part));
        return cookie.KeepsItsPrefix() && (cookie.Secure || !cookie.Partitioned && cookie.SameSite != SameSite.None) ? cookie : null;
    }

    private static readonly string[] Prefixes = ["__Secure-", "__Host-", "__Http-", "__Host-Http-"];

    private SetCookie With(string attribute)
    {
        var equals = attribute.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? attribute : attribute[..equals]).Trim(' ', '\t');
        var value = equals < 0 ? "" : attribute[(equals + 1)..].Trim(' ', '\t');
        if (value.Length > LongestAttribute)
            return this;
        return name.ToUpperInvariant() switch
        {
            "DOMAIN" => this with { Domain = value == "." ? value : (value.StartsWith('.') ? value[1..] : value).ToLowerInvariant() },
            "PATH" => this with { Path = value.StartsWith('/') ? value : null },
            "EXPIRES" => this with { Expires = CookieDate.Parse(value) },
            "MAX-AGE" => this with { MaxAge = Seconds(value) ?? MaxAge },
            "SECURE" => this with { Secure = true },
            "HTTPONLY" => this with { HttpOnly = true },
            "PARTITIONED" => this with { Partitioned = true },
            "SAMESITE" => this with { SameSite = SameSiteOf(value) },
            _ => this,
        };
    }

    private static long? Seconds(string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return seconds;
        var digits = value.StartsWith('-') ? value[1..] : value;
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) ? value[0] == '-' ? long.MinValue : long.MaxValue : null;
    }

    private static SameSite SameSiteOf(string value) => value.ToUpperInvariant() switch
    {
        "NONE" => SameSite.None,
        "LAX" => SameSite.Lax,
        "STRICT" => SameSite.Strict,
        _ => SameSite.Unset,
    };

    /// <summary>The names that promise something, in any case of letters.</summary>
    private bool KeepsItsPrefix()
    {
        var http = StartsWith(Name, "__Http-") || StartsWith(Name, "__Host-Http-");
        var host = StartsWith(Name, "__Host-");
        return (!http || Secure && HttpOnly) && (!host || Secure && Path == "/") && (!StartsWith(Name, "__Secure-") || Secure);
    }

    /// <summary>Whether the name promises that the cookie is one host's alone.</summary>
    public bool IsOfOneHost => StartsWith(Name, "__Host-");

    private static bool StartsWith(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static bool HasControl(string text, char but = '\0') => text.Any(c => c is < ' ' or '\x7f' && c != but || c == '\0');
}
