using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmokeTests.Addresses;

/// <summary>The host of an address of the web: a name in ASCII, or an address of numbers, as the URL standard writes them.</summary>
internal static class HostName
{
    private const string Forbidden = "#/:<>?@[\\]^|";

    private static readonly IdnMapping Names = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Null for what is no host.</summary>
    public static string? Parse(string written)
    {
        if (written.StartsWith('['))
            return written.EndsWith(']') ? Six(written[1..^1]) : null;
        if (Percent.Decode(written) is not { Length: > 0 } decoded || decoded.Contains('%', StringComparison.Ordinal)
            || ToAscii(decoded) is not { Length: > 0 } host
            || host.Any(c => c < ' ' || c >= '\x7f' || Forbidden.Contains(c, StringComparison.Ordinal)))
            return null;
        // The standard takes the one for a mistake and leaves the other alone, Chromium writes both so.
        return EndsInNumber(host) ? Four(host)
            : host.Replace(" ", "%20", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal);
    }

    /// <summary>
    /// A name as the name system writes it, in small letters, each label by itself (UTS 46, as far as that goes without its tables).
    /// Null for one that it cannot write.
    /// </summary>
    public static string? ToAscii(string host)
    {
        if (Ascii.IsValid(host))
            return host.ToLowerInvariant();
        // What joins letters belongs to few scripts, and to no name that people type: Chromium takes them for none.
        if (host.AsSpan().ContainsAny('\u200C', '\u200D'))
            return null;
        var folded = new StringBuilder(host.Length);
        foreach (var c in host)
            if (c is '\u3002' or '\uFF0E' or '\uFF61')
                folded.Append('.');
            else if (c is >= '\uFF01' and <= '\uFF5E')
                folded.Append((char)(c - '\uFF01' + '!'));
            else if (c is not ('\u00AD' or '\u200B' or '\u2060' or >= '\uFE00' and <= '\uFE0F' or '\uFEFF'))
                // A blank counts as it is written, another one as a blank.
                folded.Append(c == ' ' ? "%20" : char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? " " : $"{c}");
        return folded.ToString().ToLowerInvariant().Split('.').Select(Punycode).ToArray() is var labels && labels.All(l => l is not null)
            ? string.Join('.', labels) : null;
    }

    private static string? Punycode(string label)
    {
        if (Ascii.IsValid(label))
            return label;
        if (label.Any(c => c == '\uFFFD' || char.IsControl(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
            return null;
        try
        {
            return Names.GetAscii(label);
        }
        catch (ArgumentException)
        {
            // A name that cannot be: the platform has no way to ask first.
            return null;
        }
    }

    private static bool EndsInNumber(string host)
    {
        var labels = host.TrimEnd('.') is { } cut && host.Length - cut.Length <= 1 ? cut.Split('.') : host.Split('.');
        return labels[^1].Length > 0 && (labels[^1].All(char.IsAsciiDigit) || Number(labels[^1]) is not null);
    }

    private static string? Four(string host)
    {
        var parts = (host.EndsWith('.') ? host[..^1] : host).Split('.').Select(Number).ToArray();
        if (parts.Length > 4 || parts.Any(p => p is null) || parts[..^1].Any(p => p > 255) || parts[^1] >= 1L << 8 * (5 - parts.Length))
            return null;
        var address = parts[^1]!.Value;
        for (var at = 0; at < parts.Length - 1; at++)
            address += parts[at]!.Value << 8 * (3 - at);
        return string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}");
    }

    /// <summary>Decimal, octal after <c>0</c>, hexadecimal after <c>0x</c>; null for what is no number.</summary>
    private static long? Number(string text)
    {
        var (digits, radix) = text switch
        {
            "" => ("x", 10),
            ['0', 'x' or 'X', .. var hexadecimal] => (hexadecimal, 16),
            ['0', _, ..] => (text[1..], 8),
            _ => (text, 10),
        };
        long value = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c) || Convert.ToInt32(c.ToString(), 16) is var digit && digit >= radix)
                return null;
            value = Math.Min(value * radix + digit, 1L << 40);
        }
        return value;
    }

    private static string? Six(string written)
    {
        if (written.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(written, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        var bytes = address.GetAddressBytes();
        var pieces = Enumerable.Range(0, 8).Select(i => bytes[2 * i] << 8 | bytes[2 * i + 1]).ToArray();
        var (from, length) = LongestZeros(pieces);
        if (length < 2)
            return $"[{Join(pieces)}]";
        return $"[{Join(pieces[..from])}::{Join(pieces[(from + length)..])}]";

        static string Join(int[] pieces) => string.Join(':', pieces.Select(p => p.ToString("x", CultureInfo.InvariantCulture)));
    }

    private static (int From, int Length) LongestZeros(int[] pieces)
    {
        var longest = (From: 0, Length: 0);
        for (var from = 0; from < 8; from++)
        {
            var length = pieces.Skip(from).TakeWhile(p => p == 0).Count();
            if (length > longest.Length)
                longest = (from, length);
        }
        return longest;
    }
}
