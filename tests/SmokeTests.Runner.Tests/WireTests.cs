using System.Net.Sockets;
using System.Text;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What a worker says is taken over within limits, whatever library it was built with.</summary>
public class WireTests
{
    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_takes_no_more_memory_than_its_limit()
    {
        await using var pair = await Pair.Open();
        using var wire = new Wire(pair.Here);
        await pair.Say("{\"is\":\"beat\",\"wait\":0}\n");
        (await wire.Receive(TestContext.Current.CancellationToken)).Should().BeOfType<Heartbeat>();

        var block = new string('x', 1024 * 1024);
        var saying = Task.Run(async () =>
        {
            await pair.Say("{\"is\":\"finished\",\"output\":\"");
            for (var i = 0; i < 512; i++)
                await pair.Say(block);
        }, TestContext.Current.CancellationToken);
        var before = GC.GetTotalAllocatedBytes();
        var hearing = () => wire.Receive(TestContext.Current.CancellationToken).AsTask();
        (await hearing.Should().ThrowAsync<InvalidDataException>()).WithMessage("A line of more than 8 MB was refused.");
        (await hearing.Should().ThrowAsync<InvalidDataException>()).WithMessage("A line of more than 8 MB was refused.");
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(200L * 1024 * 1024);
        pair.Close();
        await saying.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task What_is_said_at_once_goes_out_in_order_with_all_that_waited()
    {
        await using var pair = await Pair.Open();
        using var here = new Wire(pair.Here);
        using var there = new Wire(pair.There);
        for (var i = 0; i < 3; i++)
            here.Enqueue(new Heartbeat(i));
        here.Flush();
        for (var i = 0; i < 3; i++)
            (await there.Receive(TestContext.Current.CancellationToken)).Should().Be(new Heartbeat(i));
    }

    [Fact]
    public void A_run_that_says_too_much_is_cut()
    {
        var much = new string('x', 5_000_000);
        var steps = Enumerable.Range(0, 5_000)
            .Select(i => new StepTaken(much[..(i == 0 ? much.Length : 3_000)], 0, 0, 1, much[..3_000], 200, i == 4_999,
                much[..3_000])).ToArray();
        var finished = new RunFinished("r", Outcome.Broken, double.NaN, steps,
            new Failure(much, much, much, much, much, much, much, much), much)
        {
            Measures = [.. Enumerable.Repeat(new Measure("m", double.PositiveInfinity, "B"), 5_000), new Measure("n", 1, "B")],
            Trace = much,
        };
        var run = Run.From(finished, EngineCheck(), DateTimeOffset.UnixEpoch);
        (run.Ms, run.Steps.Count, run.Measures.Count).Should().Be((0, TextLimit.Items, 1));
        run.Steps[^1].Failed.Should().BeTrue("the step that failed is among them");
        run.Steps.Sum(s => s.Name.Length + s.Page!.Length + s.Note!.Length).Should().BeLessThan(400_000);
        new[] { run.Failure!.Message, run.Failure.Expected!, run.Failure.Actual!, run.Failure.Stack! }.Should()
            .OnlyContain(t => t.Length < TextLimit.Block + 60);
        new[] { run.Failure.Summary, run.Failure.Step!, run.Failure.Page!, run.Failure.Type!, run.Trace! }.Should()
            .OnlyContain(t => t.Length <= TextLimit.Line);
        run.Output!.Length.Should().BeLessThan(TextLimit.Output + 60);
    }

    [Theory]
    [InlineData(1e308, 7 * 24 * 3_600_000.0)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(-1, 0)]
    [InlineData(12.5, 12.5)]
    public void A_time_that_no_clock_says_is_none(double said, double taken) =>
        Run.From(new RunFinished("r", Outcome.Passed, said, [], null, null), EngineCheck(), DateTimeOffset.UnixEpoch).Ms.Should().Be(taken);

    [Fact]
    public void A_text_is_cut_between_whole_characters()
    {
        var faces = string.Concat(Enumerable.Repeat("😀", 1_000));
        for (var most = 100; most < 110; most++)
        {
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(TextLimit.Cut("a" + faces, most))).Should().NotContain("\ufffd");
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(TextLimit.CutLine("a" + faces, most))).Should()
                .NotContain("\ufffd").And.EndWith("…");
        }
        TextLimit.Cut("short", 100).Should().Be("short");
        TextLimit.Cut(new string('a', 50) + new string('b', 60), 20).Should().Be("aaaaaaaaaa\n… 90 characters left out …\nbbbbbbbbbb");
    }

    private static Check EngineCheck() =>
        new("id", "key", "suite", "local", "name", "group", "class", null)
        {
            Schedule = Schedule.Parse("1m", null, null).Schedule,
            Limit = TimeSpan.FromSeconds(30),
        };

    /// <summary>Two ends of one connection.</summary>
    private sealed class Pair(Socket here, Socket there) : IAsyncDisposable
    {
        public Socket Here => here;

        public Socket There => there;

        public static async Task<Pair> Open()
        {
            using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            var there = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await there.ConnectAsync(listener.LocalEndpoint);
            return new Pair(await listener.AcceptSocketAsync(), there);
        }

        public async Task Say(string text)
        {
            for (var rest = (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text); rest.Length > 0;)
                rest = rest[await there.SendAsync(rest)..];
        }

        public void Close() => here.Close();

        public ValueTask DisposeAsync()
        {
            here.Dispose();
            there.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
