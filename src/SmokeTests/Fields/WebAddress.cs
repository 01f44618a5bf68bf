using System.Buffers;
using System.Text.RegularExpressions;
using SmokeTests.Addresses;

namespace SmokeTests.Fields;

/// <summary>What a field of type url takes: an absolute address that the URL standard's parser reads, as Chromium's does.</summary>
internal static partial class WebAddress
{
    /// <summary>No host holds these where the scheme is none of the web's.</summary>
    private static readonly SearchValues<char> NoOpaqueHost = SearchValues.Create(" #/:<>?@[\\]^|\0");

    public static bool IsOne(string value)
    {
        var address = HttpAddress.Cleaned(value);
        var scheme = HttpAddress.SchemeOf(address);
        if (scheme.Length == 0)
            return false;
        var rest = address[(scheme.Length + 1)..];
        return scheme switch
        {
            // The web's other schemes are read as http is.
            "http" or "https" or "ws" or "wss" or "ftp" => HttpAddress.Parse("http:" + rest) is not null,
            "file" => !Slashes().IsMatch(rest)
                || Authority(rest[2..], "/\\?#") is "" or [_, ':' or '|'] || HostName.Parse(Authority(rest[2..], "/\\?#")) is not null,
            _ => !rest.StartsWith("//", StringComparison.Ordinal) || HasOpaqueHost(Authority(rest[2..], "/?#")),
        };
    }

    private static string Authority(string rest, string ends) => rest.AsSpan().IndexOfAny(ends) is var end and >= 0 ? rest[..end] : rest;

    private static bool HasOpaqueHost(string authority)
    {
        var (host, port) = HttpAddress.HostAndPort(authority[(authority.LastIndexOf('@') + 1)..]);
        if (host.Length == 0)
            return authority.Length == 0;
        return HttpAddress.IsPort(port) && (host[0] == '[' ? HostName.Parse(host) is not null : host.AsSpan().IndexOfAny(NoOpaqueHost) < 0);
    }

    [GeneratedRegex(@"\A[/\\]{2}")]
    private static partial Regex Slashes();
}
