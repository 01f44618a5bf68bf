namespace SmokeTests.Pages;

/// <summary>
/// Recognises an address that logs out: <c>/logout</c>, <c>/users/sign_out</c>, <c>?do=logout</c>, <c>/wp-login.php?action=logout</c>.
/// </summary>
internal static class WayOutAddresses
{
    private static readonly string[] Words = ["logout", "signout", "logoff", "signoff"];

    public static bool IsOne(Uri address)
    {
        if (address.Segments.Any(s => Says(s.Trim('/'))))
            return true;
        // Where to go after logging in (next=/logout) is another matter.
        return address.Query.TrimStart('?').Split('&').Select(p => Uri.UnescapeDataString(p.Split('=', 2)[^1]))
            .Any(value => !value.StartsWith('/') && !value.Contains("://", StringComparison.Ordinal) && value.Split('/', ':').Any(Says));
    }

    private static bool Says(string text)
    {
        var plain = string.Concat(Path.GetFileNameWithoutExtension(text.Split(';')[0]).Where(char.IsLetterOrDigit));
        var last = text.Split(':')[^1];
        return Words.Any(word => plain.Equals(word, StringComparison.OrdinalIgnoreCase)
            || last.Equals("User" + word, StringComparison.OrdinalIgnoreCase)
            || text.EndsWith("_" + word, StringComparison.OrdinalIgnoreCase));
    }
}
