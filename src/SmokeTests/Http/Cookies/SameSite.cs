namespace SmokeTests.Http.Cookies;

/// <summary>When a browser sends a cookie to a site that another site leads to.</summary>
internal enum SameSite
{
    /// <summary>Not said, or not understood: as <see cref="Lax"/>, but for two minutes also with a form of another site.</summary>
    Unset,
    None,
    Lax,
    Strict,
}
