using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Running;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>Before the product is blamed: is this machine connected at all?</summary>
public sealed class ConnectivityProbeTests : IDisposable
{
    private readonly HttpClient http = new();
    private readonly FakeTimeProvider time = new();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task One_that_answers_is_enough_whatever_it_says()
    {
        var asked = 0;
        await using var site = await TestSite.Answering(context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var connectivity = new ConnectivityProbe([Nobody(), site.Address], http, time);
        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connectivity.Reach()))).Should().AllBeEquivalentTo(true);
        asked.Should().Be(1, "many who ask at once get one answer");
        (await connectivity.Look()).Should().BeNull();
    }

    [Fact]
    public async Task A_port_that_takes_a_connection_is_one_too()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        (await new ConnectivityProbe([new Uri($"tcp://{listener.LocalEndpoint}")], http, time).Reach()).Should().BeTrue();
    }

    [Fact]
    public async Task Where_none_answers_this_machine_is_cut_off_until_one_does()
    {
        var canary = Nobody();
        var connectivity = new ConnectivityProbe([canary, Nobody()], http, time);
        (await connectivity.Look()).Should().BeNull("nobody has asked yet");
        (await connectivity.Reach()).Should().BeFalse();
        (await connectivity.Look())!.Advice[0].Should().Contain(canary.ToString());
        using var listener = new TcpListener(IPAddress.Loopback, canary.Port);
        listener.Start();
        time.Advance(TimeSpan.FromSeconds(3));
        (await connectivity.Look()).Should().BeNull("it asks again by itself");
        (await connectivity.Reach()).Should().BeTrue();
    }

    [Fact]
    public async Task Without_any_the_machine_is_taken_to_be_connected() =>
        (await new ConnectivityProbe([], http, time).Reach()).Should().BeTrue();

    /// <summary>A port of this machine where nobody listens.</summary>
    private static Uri Nobody() => new($"tcp://127.0.0.1:{Ports.Free()}");
}
