using System.Text;
using System.Text.RegularExpressions;
using SmokeTests.Addresses;

namespace SmokeTests.Fields;

/// <summary>Addresses of e-mail as HTML wants them.</summary>
internal static partial class Emails
{
    public static bool Are(string value, bool multiple) => (multiple ? value.Split(',') : [value]).All(one => Form().IsMatch(one));

    /// <summary>A host with letters of its own (<c>bücher.de</c>) is written as the name system writes it.</summary>
    public static string ToAscii(string address)
    {
        var at = address.LastIndexOf('@') + 1;
        return at > 0 && !Ascii.IsValid(address.AsSpan(at)) && HostName.ToAscii(address[at..]) is { } host ? address[..at] + host : address;
    }

    private const string Label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";

    [GeneratedRegex(@"\A[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@" + Label + @"(?:\." + Label + @")*\z")]
    private static partial Regex Form();
}
