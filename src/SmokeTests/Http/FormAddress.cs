using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>Where a form leads.</summary>
internal static class FormAddress
{
    /// <summary>An action that says nothing means the page itself, whatever its base; null for what is no address.</summary>
    public static Uri? Of(IHtmlFormElement form, string action, Uri page) =>
        action.Length == 0 ? page : Uri.TryCreate(new Uri(form.BaseUri), action, out var address) ? address : null;

    /// <summary>The action with the form's entries as its query, byte for byte: .NET would write some of them shorter.</summary>
    public static Uri Asking(Uri action, string query) =>
        new($"{action.GetLeftPart(UriPartial.Path)}?{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
