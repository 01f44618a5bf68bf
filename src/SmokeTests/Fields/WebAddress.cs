using System.Text.RegularExpressions;

namespace SmokeTests.Fields;

/// <summary>What a field of type url takes: any absolute address.</summary>
internal static partial class WebAddress
{
    public static bool IsOne(string value)
    {
        if (Scheme().Match(value) is not { Success: true } scheme)
            return false;
        if (scheme.Groups[1].Value.ToLowerInvariant() is not ("http" or "https" or "ws" or "wss" or "ftp"))
            return true;
        var authority = value[scheme.Length..].TrimStart('/', '\\').Split('/', '\\', '?', '#')[0];
        return Authority().IsMatch(authority[(authority.LastIndexOf('@') + 1)..]);
    }

    [GeneratedRegex(@"\A([a-zA-Z][a-zA-Z0-9+.-]*):")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A(?:\[[0-9a-fA-F:.]+\]|[^\s#%/:<>?@\[\\\]^|]+)(?::[0-9]{0,5})?\z")]
    private static partial Regex Authority();
}
