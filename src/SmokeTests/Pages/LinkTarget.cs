using SmokeTests.Addresses;
using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>Says what a link is that leads to no page.</summary>
internal static class LinkTarget
{
    /// <summary>Null where it leads to a page, or where a script of the page may act on it.</summary>
    public static Complaint? LeadsToNoPage(Part link, bool scripts)
    {
        if (link.Target is not { } target || What(target, scripts) is not { } what)
            return null;
        return new Complaint($"the link \"{link.Called}\" leads to no page: {what}", "a link to a page", link.Short);
    }

    /// <summary>How many links lead to no page and were not asked, as the end of a note; empty for none.</summary>
    public static string Others(IEnumerable<string> targets)
    {
        var schemes = targets.Select(t => Uri.TryCreate(t, UriKind.Absolute, out var address) ? address.Scheme : "no address").Where(s =>
            s is not ("http" or "https")).ToArray();
        return schemes.Length == 0 ? ""
            : $", and {schemes.Length} that {(schemes.Length == 1 ? "leads" : "lead")} to no page "
                + $"({string.Join(", ", schemes.Distinct().Order())})";
    }

    /// <summary>What the link is: the end of a sentence; null for an address of the web.</summary>
    private static string? What(string target, bool scripts)
    {
        if (HttpAddress.Parse(target)?.ToUri() is not null)
            return null;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address))
            return $"its address \"{target}\" is none";
        return address.Scheme switch
        {
            "http" or "https" => null,
            "javascript" => scripts ? null : "it runs a script (javascript:); Browser.Open runs scripts",
            "blob" => scripts ? null : "it leads to what a script has made (blob:); Browser.Open runs scripts",
            "mailto" => "it writes an e-mail (mailto:)",
            "tel" or "callto" or "facetime" or "sip" => $"it calls a number ({address.Scheme}:)",
            "sms" or "mms" => $"it writes a text message ({address.Scheme}:)",
            "data" => "it holds its content itself (data:), and browsers follow no such link",
            "file" => "it names a file of the visitor's own machine (file:), which browsers do not open from a page",
            "about" => $"it leads to a page of the browser itself ({target})",
            "ftp" or "ws" or "wss" => $"browsers open no page by {address.Scheme}:",
            var scheme => $"it opens another program ({scheme}:)",
        };
    }
}
