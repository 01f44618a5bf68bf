using System.Net;
using Microsoft.AspNetCore.Http;
using SmokeTests.Runner.Access;

namespace SmokeTests.Runner.Tests;

/// <summary>Whose request it is where proxies stand before the board: access.header.from says which are ours.</summary>
public class CallersTests
{
    [Theory]
    [InlineData("10.1.2.3", "192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:10.1.2.3", "192.0.2.7", "192.0.2.7")]
    [InlineData("fd00::5", "2001:db8::7", "2001:db8::7")]
    [InlineData("fe80::1%2", "2001:db8::7", "2001:db8::7")]
    // what stands before the last that is not ours is hearsay
    [InlineData("10.1.2.3", "203.0.113.9, 192.0.2.7, fd00::6, 10.9.9.9", "192.0.2.7")]
    [InlineData("10.1.2.3", "192.0.2.7:51234", "192.0.2.7")] // some proxies add the port
    [InlineData("fd00::5", "[2001:db8::7]:51234", "2001:db8::7")]
    [InlineData("fd00::5", "[2001:db8::7]", "2001:db8::7")]
    [InlineData("10.1.2.3", "unknown", "10.1.2.3")]
    [InlineData("10.1.2.3", "192.0.2.7, unknown, 10.9.9.9", "10.9.9.9")]
    [InlineData("10.1.2.3", "", "10.1.2.3")]
    [InlineData("198.51.100.4", "192.0.2.7", "198.51.100.4")] // not ours
    [InlineData("2001:db8::9", "192.0.2.7", "2001:db8::9")]
    public void A_proxy_of_ours_is_believed_and_nobody_else(string connection, string forwarded, string caller)
    {
        var header = new TrustedHeader("X-Forwarded-User",
            [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8"), IPNetwork.Parse("fe80::/10")], []);
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(connection);
        context.Request.Headers["X-Forwarded-For"] = forwarded;

        Callers.AddressOf(context, new AccessSettings { Header = header }).Should().Be(IPAddress.Parse(caller));
    }
}
