using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Fields;

/// <summary>
/// What a field of type url takes: an absolute address that the URL standard's parser reads, as Chromium's does. That one lets a
/// space pass in the host of <c>http://a b</c>.
/// </summary>
internal static partial class WebAddress
{
    /// <summary>No host holds these, nor a control character.</summary>
    private static readonly SearchValues<char> NoHost = SearchValues.Create("#/:<>?@[\\]^|%\u007f");

    /// <summary>Nor these, where the scheme is none of the web's.</summary>
    private static readonly SearchValues<char> NoOpaqueHost = SearchValues.Create(" #/:<>?@[\\]^|\0");

    public static bool IsOne(string value)
    {
        var address = value.Replace("\t", "", StringComparison.Ordinal);
        if (Scheme().Match(address) is not { Success: true } scheme)
            return false;
        var rest = address[scheme.Length..];
        return scheme.Groups[1].Value.ToLowerInvariant() switch
        {
            "http" or "https" or "ws" or "wss" or "ftp" => HasHost(Authority(rest.TrimStart('/', '\\'), "/\\?#")),
            "file" => !Slashes().IsMatch(rest) || Authority(rest[2..], "/\\?#") is "" or [_, ':' or '|']
            || IsHost(Authority(rest[2..], "/\\?#")),
            _ => !rest.StartsWith("//", StringComparison.Ordinal) || HasOpaqueHost(Authority(rest[2..], "/?#")),
        };
    }

    private static string Authority(string rest, string ends) => rest.AsSpan().IndexOfAny(ends) is var end and >= 0 ? rest[..end] : rest;

    private static bool HasHost(string authority)
    {
        var (host, port) = HostAndPort(authority[(authority.LastIndexOf('@') + 1)..]);
        return IsPort(port) && host.Length > 0 && IsHost(host);
    }

    private static bool HasOpaqueHost(string authority)
    {
        var (host, port) = HostAndPort(authority[(authority.LastIndexOf('@') + 1)..]);
        if (host.Length == 0)
            return authority.Length == 0;
        return IsPort(port) && (host[0] == '[' ? IsAddress6(host) : host.AsSpan().IndexOfAny(NoOpaqueHost) < 0);
    }

    private static (string Host, string Port) HostAndPort(string text)
    {
        var from = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        var colon = from < 0 ? -1 : text.IndexOf(':', from);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
    }

    private static bool IsPort(string port) => port.All(char.IsAsciiDigit)
        && (port.TrimStart('0') is var digits && (digits.Length == 0 || ushort.TryParse(digits, CultureInfo.InvariantCulture, out _)));

    private static bool IsAddress6(string host) => host[^1] == ']' && !host.Contains('%', StringComparison.Ordinal)
        && IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsHost(string host)
    {
        if (host[0] == '[')
            return IsAddress6(host);
        if (Unescape(host) is not { } plain || HostName.ToAscii(plain) is not { Length: > 0 } name)
            return false;
        return !name.Any(c => c < ' ' || NoHost.Contains(c)) && (!EndsInNumber(name) || IsAddress4(name));
    }

    /// <summary>Null where the bytes are no text.</summary>
    private static string? Unescape(string host)
    {
        if (!host.Contains('%', StringComparison.Ordinal))
            return host;
        try
        {
            return new UTF8Encoding(false, true).GetString(Bytes(host));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static byte[] Bytes(string host)
    {
        var bytes = new List<byte>();
        var text = Encoding.UTF8.GetBytes(host);
        for (var at = 0; at < text.Length; at++)
            if (text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit((char)text[at + 1])
                && char.IsAsciiHexDigit((char)text[at + 2]))
            {
                bytes.Add(Convert.ToByte(Encoding.ASCII.GetString(text, at + 1, 2), 16));
                at += 2;
            }
            else
                bytes.Add(text[at]);
        return [.. bytes];
    }

    private static bool EndsInNumber(string host)
    {
        var last = host.TrimEnd('.') is var name && name.Length < host.Length - 1 ? "" : name.Split('.')[^1];
        return last.Length > 0 && (last.All(char.IsAsciiDigit) || Number(last) is not null);
    }

    private static bool IsAddress4(string host)
    {
        var parts = (host[^1] == '.' ? host[..^1] : host).Split('.').Select(Number).ToArray();
        return parts.Length <= 4 && parts.All(p => p is not null) && parts[..^1].All(p => p <= 255)
            && parts[^1] < Math.Pow(256, 5 - parts.Length);
    }

    /// <summary>Decimal, octal with 0 before it, or hexadecimal with 0x.</summary>
    private static long? Number(string part)
    {
        if (part.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return part.Length == 2 ? 0 : long.TryParse(part.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var hex) ? hex : null;
        if (part.Length == 0 || !part.All(char.IsAsciiDigit))
            return null;
        if (part.Length > 1 && part[0] == '0')
            return part.All(c => c < '8') ? part.Length < 20 ? Convert.ToInt64(part, 8) : long.MaxValue : null;
        return long.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }

    [GeneratedRegex(@"\A([a-zA-Z][a-zA-Z0-9+.-]*):")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A[/\\]{2}")]
    private static partial Regex Slashes();
}
