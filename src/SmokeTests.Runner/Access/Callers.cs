using System.Net;
using System.Net.Sockets;

namespace SmokeTests.Runner.Access;

/// <summary>Where a request comes from.</summary>
internal static class Callers
{
    /// <summary>The caller's own address where the proxy that the settings name passes it on, otherwise that of the connection.</summary>
    public static IPAddress? AddressOf(HttpContext context, AccessSettings access)
    {
        var address = context.Connection.RemoteIpAddress;
        if (access.Header is not { } proxy || !proxy.Trusts(address))
            return address;
        // Each proxy adds the address that it sees at the end: what stands before the last one that is not ours is hearsay.
        foreach (var passed in $"{context.Request.Headers["X-Forwarded-For"]}".Split(',', StringSplitOptions.TrimEntries).Reverse())
            // Some proxies add the port: "192.0.2.7:51234".
            if (!IPEndPoint.TryParse(passed, out var before) || !proxy.Trusts(address = before.Address))
                break;
        return address;
    }

    /// <summary>Under which guesses are counted: one host has a whole network of addresses in IPv6.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        return address is { AddressFamily: AddressFamily.InterNetworkV6 } ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : $"{address}";
    }
}
