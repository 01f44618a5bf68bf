using System.Net;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Access;

namespace SmokeTests.Runner.Tests;

/// <summary>Whoever guesses is slowed down, and locks nobody out.</summary>
public sealed class SignInThrottleTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void An_address_is_heard_again_after_a_minute()
    {
        var signInThrottle = new SignInThrottle(time);
        for (var wrong = 0; wrong < SignInThrottle.MostOfAddress; wrong++)
        {
            signInThrottle.Wait("here", null).Should().BeNull();
            signInThrottle.WasWrong("here", null);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        signInThrottle.Wait("here", null).Should().Be(TimeSpan.FromSeconds(50));
        signInThrottle.Wait("elsewhere", null).Should().BeNull();
        time.Advance(TimeSpan.FromSeconds(50));
        signInThrottle.Wait("here", null).Should().BeNull();
    }

    [Fact]
    public void An_account_is_guessed_slowly_from_many_addresses_and_its_person_is_heard()
    {
        var signInThrottle = new SignInThrottle(time);
        for (var wrong = 0; wrong < SignInThrottle.MostOfAccount; wrong++)
            signInThrottle.WasWrong($"address {wrong}", "ada");
        signInThrottle.Wait("address 0", "ada").Should().NotBeNull();
        signInThrottle.Wait("address 0", "bob").Should().BeNull();
        signInThrottle.Wait("her own", "ada").Should().BeNull();
    }

    [Fact]
    public void A_token_that_was_right_there_is_heard_beside_a_guesser()
    {
        var signInThrottle = new SignInThrottle(time);
        signInThrottle.WasRight("here", "hash");
        for (var wrong = 0; wrong < SignInThrottle.MostOfAddress; wrong++)
            signInThrottle.WasWrong("here", null);
        signInThrottle.Wait("here", null, "hash").Should().BeNull();
        signInThrottle.Wait("here", null, "another").Should().NotBeNull();
    }

    [Fact]
    public void Many_guessers_take_no_memory_without_end()
    {
        var signInThrottle = new SignInThrottle(time);
        for (var n = 0; n < 50_000; n++)
            signInThrottle.WasWrong($"address {n}", null);
        for (var wrong = 1; wrong < SignInThrottle.MostOfAddress; wrong++)
            signInThrottle.WasWrong("address 49999", null);
        signInThrottle.Wait("address 49999", null).Should().NotBeNull();
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:0:1::1", "20010db800000001")]
    [InlineData("2001:db8:0:1:ffff::2", "20010db800000001")]
    public void A_host_is_one_network(string address, string network) => Callers.Network(IPAddress.Parse(address)).Should().Be(network);
}
