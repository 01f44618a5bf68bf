using AngleSharp.Html.Dom;
using SmokeTests.Addresses;

namespace SmokeTests.Documents;

/// <summary>Where a form leads.</summary>
internal static class FormAddress
{
    /// <summary>An action that says nothing means the page itself, whatever its base; null for what is no address of the web.</summary>
    public static HttpAddress? Of(IHtmlFormElement form, string action, Uri page) =>
        action.Length == 0 ? HttpAddress.Of(page) is { } here ? here with { Fragment = "" } : null : PageAddress.Find(form, action);

    /// <summary>The action with the form's entries as its query.</summary>
    public static HttpAddress Asking(HttpAddress action, string query) => action with { Query = "?" + query };
}
