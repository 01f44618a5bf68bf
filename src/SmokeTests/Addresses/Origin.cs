namespace SmokeTests.Addresses;

/// <summary>Scheme, host and port: what is sent to one origin is not meant for another.</summary>
internal static class Origin
{
    public static bool IsSame(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase);

    public static string Of(Uri address) => $"{address.Scheme}://{address.Authority}";
}
