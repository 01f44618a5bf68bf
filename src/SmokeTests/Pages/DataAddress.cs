using System.Text;

namespace SmokeTests.Pages;

/// <summary>An address that holds its content itself, such as <c>data:text/csv;base64,YSxi</c>.</summary>
internal static class DataAddress
{
    /// <summary>Its type and bytes; null for another address, and for one that cannot be read.</summary>
    public static (string Type, byte[] Bytes)? Read(string address)
    {
        if (!address.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            || address.IndexOf(',', StringComparison.Ordinal) is not (>= 0 and var comma))
            return null;
        var type = address[5..comma].Trim();
        var bytes = Unescape(address[(comma + 1)..].Split('#', 2)[0]);
        if (!type.EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return (type, bytes);
        var text = Encoding.ASCII.GetString(bytes);
        var letters = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).TrimEnd('=');
        var decoded = new byte[letters.Length];
        return Convert.TryFromBase64String(letters.PadRight((letters.Length + 3) / 4 * 4, '='), decoded, out var count)
            ? (type[..^7], decoded[..count]) : null;
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        var all = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < all.Length; at++)
            if (all[at] == '%' && at + 2 < all.Length && char.IsAsciiHexDigit((char)all[at + 1]) && char.IsAsciiHexDigit((char)all[at + 2]))
            {
                bytes.Add(Convert.ToByte(Encoding.ASCII.GetString(all, at + 1, 2), 16));
                at += 2;
            }
            else
                bytes.Add(all[at]);
        return [.. bytes];
    }
}
