using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>Where a form leads.</summary>
internal static class FormAddress
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>An action that says nothing means the page itself, whatever its base; null for what is no address.</summary>
    public static Uri? Of(IHtmlFormElement form, string action, Uri page)
    {
        if (action.Length == 0)
            return page;
        var resolved = PageAddress.Resolve(form, action);
        return Uri.TryCreate(resolved, UriKind.Absolute, out var other) && other.Scheme is not ("http" or "https")
            ? other
            : AsWritten(resolved);
    }

    /// <summary>The action with the form's entries as its query.</summary>
    public static Uri Asking(Uri action, string query) =>
        new($"{action.GetLeftPart(UriPartial.Path)}?{query}", in AsItIs);

    /// <summary>Byte for byte: .NET itself would write <c>~</c> for <c>%7E</c>. Nobody is sent a fragment.</summary>
    private static Uri? AsWritten(string address) => Uri.TryCreate(address.Split('#')[0], in AsItIs, out var uri) ? uri : null;
}
