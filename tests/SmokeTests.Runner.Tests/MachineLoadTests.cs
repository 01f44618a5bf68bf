using Microsoft.Extensions.Time.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What a machine bears is measured, not guessed.</summary>
public sealed class MachineLoadTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-load-").FullName;

    [Theory]
    //          cores  running  load
    [InlineData(2,     1,       0)]      // the one that looks
    [InlineData(2,     3,       1)]
    [InlineData(2,     101,     50)]
    [InlineData(64,    65,      1)]
    public void The_load_is_the_number_of_threads_that_want_each_core(int cores, int running, double load)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Tell(cores, running);
        MachineLoad.Between(default, MachineLoad.Read(folder, folder)).Should().Be(load);
    }

    [Theory]
    //          periods  throttled  load
    [InlineData(100,     0,         0)]
    [InlineData(100,     50,        2)]
    [InlineData(100,     75,        4)]
    [InlineData(100,     100,       20)]
    [InlineData(0,       0,         0)]     // no quota
    public void A_quota_that_holds_a_process_back_is_a_load(long periods, long throttled, double load) =>
        MachineLoad.Between(new(0, new(1000, 10)), new(0, new(1000 + periods, 10 + throttled))).Should().BeApproximately(load, 0.001);

    [Fact]
    public void A_machine_that_tells_nothing_has_no_load() =>
        MachineLoad.Between(default, MachineLoad.Read(Path.Combine(folder, "none"), folder)).Should().Be(0);

    [Fact]
    public async Task The_meter_knows_the_mean_of_the_time_that_is_asked_for()
    {
        var time = new FakeTimeProvider();
        var load = 0.0;
        var meter = new MachineLoadMeter(time, () => new(load, default));
        using var stop = new CancellationTokenSource();
        var measuring = meter.Run(stop.Token);
        Pass(seconds: 10);
        load = 8;
        Pass(seconds: 2);
        meter.Now.Should().BeApproximately(8, 1);
        meter.Over(TimeSpan.FromSeconds(4)).Should().BeApproximately(4, 1);
        load = 0;
        Pass(seconds: 2);
        meter.Now.Should().BeApproximately(0, 1);
        await stop.CancelAsync();
        await measuring;

        void Pass(int seconds)
        {
            for (var looks = 0; looks < seconds * 4; looks++)
                time.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Tell(int cores, int running)
    {
        File.WriteAllText(Path.Combine(folder, "loadavg"), $"1.00 1.00 1.00 {running}/400 12345\n");
        File.WriteAllLines(Path.Combine(folder, "stat"),
            ["cpu  1 2 3", .. Enumerable.Range(0, cores).Select(i => $"cpu{i} 1 2 3"), "intr 5"]);
    }
}
