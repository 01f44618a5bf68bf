using Orleans.Runtime;

namespace SmokeTests.Runner.Nodes;

/// <summary>Addresses of members, as their table has them: <c>10.0.0.5:11111@154321</c>, with the port and the generation.</summary>
internal static class Members
{
    /// <summary>The address; null where that is none as the engine would write it.</summary>
    public static SiloAddress? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            var address = SiloAddress.FromParsableString(text);
            return address.ToParsableString() == text && address.Endpoint.Port > 0 ? address : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
