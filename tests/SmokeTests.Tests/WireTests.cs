using System.Net.Sockets;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Tests;

/// <summary>What a worker says, and what it does not.</summary>
public sealed class WireTests : IDisposable
{
    private readonly Socket here;
    private readonly Socket there;

    public WireTests()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        here = new Socket(SocketType.Stream, ProtocolType.Tcp);
        here.Connect(listener.LocalEndpoint);
        there = listener.AcceptSocket();
    }

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Fact]
    public void What_is_said_now_is_on_its_way_whatever_becomes_of_this_process()
    {
        using var worker = new Wire(here);
        using var runner = new Wire(there);
        // Nobody lets this one speak: as in a process whose threads are all taken, or that ends at once.
        worker.Enqueue(new DebtsChanged());
        worker.SendNow(new SecretMet("a token"));
        runner.ReceiveBlocking().Should().Be(new SecretMet("a token"));
    }

    [Fact]
    public async Task What_is_said_now_comes_between_the_others_never_into_them()
    {
        using var worker = new Wire(here);
        using var runner = new Wire(there);
        const int many = 2_000;
        var speaking = worker.RunSenderBlocking();
        var hearing = Task.Run(() => Enumerable.Range(0, 2 * many).Select(_ => runner.ReceiveBlocking()).ToArray());
        await Task.WhenAll(
            Task.Run(() => { for (var i = 0; i < many; i++) worker.Enqueue(new Said("r", new string('x', i % 500))); }),
            Task.Run(() => { for (var i = 0; i < many; i++) worker.SendNow(new SecretMet($"token {i}")); }));
        var heard = await hearing;
        heard.OfType<SecretMet>().Select(s => s.Text).Should().Equal(Enumerable.Range(0, many).Select(i => $"token {i}"));
        heard.OfType<Said>().Should().HaveCount(many);
        worker.Close();
        await speaking;
    }

    [Fact]
    public void Whoever_has_gone_is_not_waited_for()
    {
        using var worker = new Wire(here);
        there.Dispose();
        for (var i = 0; i < 20; i++)
            worker.SendNow(new SecretMet(new string('x', 100_000)));
    }

    [Fact]
    public void Nothing_leaves_a_worker_with_a_secret_of_its_settings_whoever_says_it()
    {
        const string key = "a-key-of-the-settings";
        using var worker = new Wire(here);
        using var runner = new Wire(there);
        var outgoing = new Outgoing(worker, new SecretRedactor(new SecretSet([key])));
        var failure = new Failure($"m {key}", $"s {key}", $"at {key}", $"e {key}", $"a {key}", $"p {key}", "T", $"stack {key}");
        var check = new CheckFound("K.m~1", $"m (key: \"{key}\")", "K", null, null, null, null, null, null, true, $"why {key}", [], "K",
            null, null);
        outgoing.Say(new RunFinished("r", Outcome.Broken, 1, [], failure, $"o {key}") { Measures = [new Measure($"n {key}", 1, "ms")] });
        outgoing.Say(new Said("r", key));
        outgoing.Say(new Hello(1, "1", "s", "local", [$"wrong: {key}"], [check]));
        worker.Close();
        _ = worker.RunSenderBlocking();
        var heard = string.Join('\n',
            Enumerable.Range(0, 3)
                .Select(_ => System.Text.Json.JsonSerializer.Serialize(runner.ReceiveBlocking(), WorkerMessageJson.Default.WorkerMessage)));
        heard.Should().NotContain(key).And.Contain("m \\u2022").And.Contain("K.m~1");
        System.Text.RegularExpressions.Regex.Count(heard, @"\\u2022\\u2022\\u2022").Should().Be(13);
    }
}
