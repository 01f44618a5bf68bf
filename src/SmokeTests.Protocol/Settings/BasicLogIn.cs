using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Settings;

/// <summary>The log-in that may stand in an address before the host: <c>https://ada:secret@shop.example</c>.</summary>
internal sealed partial record BasicLogIn(string User, string Password)
{
    public AuthenticationHeaderValue Header => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    /// <summary>The log-in of an address; null where none stands in it.</summary>
    public static BasicLogIn? In(Uri address)
    {
        if (!address.IsAbsoluteUri || address.UserInfo.Length == 0)
            return null;
        var parts = address.UserInfo.Split(':', 2);
        return new BasicLogIn(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <summary>The address without the log-in: the only form that is sent, shown and kept.</summary>
    public static Uri Without(Uri address) => In(address) is null ? address : new UriBuilder(address) { UserName = "", Password = "" }.Uri;

    /// <summary>A text with the log-in taken out of every address in it.</summary>
    public static string Without(string text) => text.Contains('@', StringComparison.Ordinal) ? UserInfo().Replace(text, "") : text;

    /// <summary>As <see cref="Without(string)"/>, for a text that is one address or was meant to be: up to its last <c>@</c>.</summary>
    public static string WithoutAny(string address) =>
        address.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 && address.LastIndexOf('@') is var at && at > slashes
            ? address[..(slashes + 2)] + address[(at + 1)..] : address;

    [GeneratedRegex("""(?<=[A-Za-z][A-Za-z0-9+.\-]*://)[^\s/?#"'<>\\]*@""", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
