namespace SmokeTests.Runner.Infrastructure;

/// <summary>Addresses that came from elsewhere.</summary>
internal static class WebAddress
{
    /// <summary>The address as far as it may be a link: only http and https lead anywhere; null for another.</summary>
    public static string? Of(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        ? address : null;
}
