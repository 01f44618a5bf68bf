using System.Net;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Access;

namespace SmokeTests.Runner.Tests;

/// <summary>Whoever guesses is slowed down, and locks nobody out.</summary>
public sealed class GuessesTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void An_address_is_heard_again_after_a_minute()
    {
        var guesses = new Guesses(time);
        for (var wrong = 0; wrong < Guesses.MostOfAddress; wrong++)
        {
            guesses.Wait("here", null).Should().BeNull();
            guesses.WasWrong("here", null);
            time.Advance(TimeSpan.FromSeconds(1));
        }
        guesses.Wait("here", null).Should().Be(TimeSpan.FromSeconds(50));
        guesses.Wait("elsewhere", null).Should().BeNull();
        time.Advance(TimeSpan.FromSeconds(50));
        guesses.Wait("here", null).Should().BeNull();
    }

    [Fact]
    public void An_account_is_guessed_slowly_from_many_addresses_and_its_person_is_heard()
    {
        var guesses = new Guesses(time);
        for (var wrong = 0; wrong < Guesses.MostOfAccount; wrong++)
            guesses.WasWrong($"address {wrong}", "ada");
        guesses.Wait("address 0", "ada").Should().NotBeNull();
        guesses.Wait("address 0", "bob").Should().BeNull();
        guesses.Wait("her own", "ada").Should().BeNull();
    }

    [Fact]
    public void A_token_that_was_right_there_is_heard_beside_a_guesser()
    {
        var guesses = new Guesses(time);
        guesses.WasRight("here", "hash");
        for (var wrong = 0; wrong < Guesses.MostOfAddress; wrong++)
            guesses.WasWrong("here", null);
        guesses.Wait("here", null, "hash").Should().BeNull();
        guesses.Wait("here", null, "another").Should().NotBeNull();
    }

    [Fact]
    public void Many_guessers_take_no_memory_without_end()
    {
        var guesses = new Guesses(time);
        for (var n = 0; n < 50_000; n++)
            guesses.WasWrong($"address {n}", null);
        for (var wrong = 1; wrong < Guesses.MostOfAddress; wrong++)
            guesses.WasWrong("address 49999", null);
        guesses.Wait("address 49999", null).Should().NotBeNull();
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:0:1::1", "20010db800000001")]
    [InlineData("2001:db8:0:1:ffff::2", "20010db800000001")]
    public void A_host_is_one_network(string address, string network) => Callers.Network(IPAddress.Parse(address)).Should().Be(network);
}
