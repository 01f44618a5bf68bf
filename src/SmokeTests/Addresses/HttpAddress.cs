using System.Globalization;
using SmokeTests.Content.Encodings;

namespace SmokeTests.Addresses;

/// <summary>
/// An address of the web, read and written as browsers do (URL standard, and Chromium's word where that differs): what a site is
/// sent is the same, byte for byte. <see cref="Uri"/> reads many of them otherwise, and writes others than it was given.
/// </summary>
/// <param name="Scheme">http or https.</param>
/// <param name="LogIn">What stands before the host, with its <c>@</c>; empty where nothing does.</param>
/// <param name="Authority">The host, and its port where that is not the usual one.</param>
/// <param name="Path">From its <c>/</c> on.</param>
/// <param name="Query">From its <c>?</c> on; empty where there is none.</param>
/// <param name="Fragment">From its <c>#</c> on; empty where there is none.</param>
internal sealed record HttpAddress(string Scheme, string LogIn, string Authority, string Path, string Query, string Fragment)
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Null for what leads to no http or https.</summary>
    /// <param name="text">The address, or one that is relative to <paramref name="root"/>.</param>
    /// <param name="root">The page, or what it calls its base.</param>
    /// <param name="encoding">In which a query is written; UTF-8 by default.</param>
    public static HttpAddress? Parse(string text, HttpAddress? root = null, CharacterEncoding? encoding = null)
    {
        var rest = Cleaned(text);
        var scheme = SchemeOf(rest);
        if (scheme.Length > 0)
            rest = rest[(scheme.Length + 1)..];
        if (scheme is not ("" or "http" or "https") || scheme.Length == 0 && root is null)
            return null;
        var (reference, query, fragment) = Cut(rest);
        var found = scheme.Length > 0 && scheme != root?.Scheme || IsSlash(reference, 0) && IsSlash(reference, 1)
            ? Absolute(scheme.Length > 0 ? scheme : root!.Scheme, reference.TrimStart('/', '\\'))
            : Relative(root!, reference, query);
        if (found is null)
            return null;
        return found with
        {
            Query = query is null ? found.Query : "?" + Percent.EncodeQuery(query, encoding ?? CharacterEncoding.UTF8),
            Fragment = fragment is null ? "" : "#" + Percent.Encode(fragment, Percent.Fragment),
        };
    }

    /// <summary>The same of an address that is known to be one.</summary>
    public static HttpAddress? Of(Uri address) => Parse(address.OriginalString);

    /// <summary>The scheme before the first colon, in lower case; empty where there is none.</summary>
    public static string SchemeOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0
            ? text[..colon].ToLowerInvariant() : "";
    }

    /// <summary>Without what no address counts: white space and controls around it, line breaks and tabs in it.</summary>
    public static string Cleaned(string text)
    {
        var (began, end) = (0, text.Length);
        while (began < end && text[began] <= ' ')
            began++;
        while (end > began && text[end - 1] <= ' ')
            end--;
        text = text[began..end];
        return text.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? text
            : string.Concat(text.Where(c => c is not ('\t' or '\n' or '\r')));
    }

    /// <summary>What may be asked for: as it is, its fragment included. Null where the platform takes the host for none.</summary>
    public Uri? ToUri() => Uri.TryCreate(ToString(), UriKind.Absolute, out var uri) ? uri : null;

    /// <summary>What is sent of it: byte for byte, without log-in and fragment.</summary>
    public Uri ToTarget() => new($"{Scheme}://{Authority}{Path}{Query}", in AsItIs);

    public override string ToString() => $"{Scheme}://{LogIn}{Authority}{Path}{Query}{Fragment}";

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static (string Reference, string? Query, string? Fragment) Cut(string rest)
    {
        string? query = null, fragment = null;
        if (rest.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0)
            (rest, fragment) = (rest[..hash], rest[(hash + 1)..]);
        if (rest.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0)
            (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        return (rest, query, fragment);
    }

    private static HttpAddress? Absolute(string scheme, string reference)
    {
        var end = reference.AsSpan().IndexOfAny('/', '\\') is var slash and >= 0 ? slash : reference.Length;
        var authority = reference[..end];
        var logIn = "";
        if (authority.LastIndexOf('@') is var at and >= 0)
            (logIn, authority) = (Credentials(authority[..at]), authority[(at + 1)..]);
        var (name, digits) = HostAndPort(authority);
        return IsPort(digits) && HostName.Parse(name) is { } host
            ? new HttpAddress(scheme, logIn, host + PortOf(digits, scheme), AddressPath.Of(reference[end..]), "", "") : null;
    }

    /// <summary>The host, and the digits after its colon, which may be none.</summary>
    public static (string Host, string Port) HostAndPort(string authority) =>
        authority.LastIndexOf(':') is var colon and >= 0 && authority.IndexOf(']', colon) < 0
            ? (authority[..colon], authority[(colon + 1)..]) : (authority, "");

    public static bool IsPort(string digits) => digits.All(char.IsAsciiDigit)
        && (digits.TrimStart('0') is not { Length: > 0 } number || ushort.TryParse(number, CultureInfo.InvariantCulture, out _));

    private static HttpAddress Relative(HttpAddress root, string reference, string? query)
    {
        if (reference.Length == 0)
            return query is null ? root : root with { Query = "" };
        var path = IsSlash(reference, 0) ? reference : root.Path[..(root.Path.LastIndexOf('/') + 1)] + reference;
        return root with { Path = AddressPath.Of(path), Query = "" };
    }

    private static string Credentials(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = Percent.Encode(colon < 0 ? text : text[..colon], Percent.LogIn);
        var password = colon < 0 ? "" : Percent.Encode(text[(colon + 1)..], Percent.LogIn);
        return user.Length + password.Length == 0 ? "" : password.Length == 0 ? user + "@" : $"{user}:{password}@";
    }

    /// <summary>With its colon; empty for the usual one.</summary>
    private static string PortOf(string digits, string scheme) =>
        digits.Length == 0 || int.Parse(digits, CultureInfo.InvariantCulture) is var port && port == (scheme == "http" ? 80 : 443)
            ? "" : string.Create(CultureInfo.InvariantCulture, $":{port}");

    private static bool IsSlash(string text, int at) => at < text.Length && text[at] is '/' or '\\';
}
