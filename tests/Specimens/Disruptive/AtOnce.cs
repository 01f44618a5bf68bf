using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Specimens;

/// <summary>Checks that do harm while they run.</summary>
[Team("crowd"), Every("2s"), Within("10s")]
public partial class AtOnce
{
    private const int Megabyte = 1024 * 1024;
    private const int Stop = 19;

    [Fact]
    public void Overflows_the_stack() => Assert.Equal(0, Deeper(1));

    [Fact]
    public void Kills_its_process() => Process.GetCurrentProcess().Kill();

    [Fact]
    public void Crashes_in_native_code() => Marshal.WriteByte(8, 1);

    [Fact]
    public void Holds_up_the_thread_pool()
    {
        for (var i = 0; i < 5_000; i++)
            _ = Task.Run(() => Thread.Sleep(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Makes_the_thread_pool_small() => ThreadPool.SetMaxThreads(3, 3);

    [Fact]
    public void Stops_its_process() => Assert.Equal(0, Signal(System.Environment.ProcessId, Stop));

    [Fact]
    public void Deletes_its_assemblies()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll"))
            File.Delete(file);
    }

    [Fact]
    public void Throws_50_MB() => throw new InvalidOperationException(new string('x', 50 * Megabyte));

    [Fact]
    public void Writes_1_GB_to_the_console()
    {
        var line = new string('x', Megabyte);
        for (var i = 0; i < 1024; i++)
            Console.WriteLine(line);
    }

    [Fact]
    public void Writes_1_GB_to_the_standard_output()
    {
        using var output = Console.OpenStandardOutput();
        var block = new byte[Megabyte];
        Array.Fill(block, (byte)'x');
        for (var i = 0; i < 1024; i++)
            output.Write(block);
    }

    [Fact]
    public void Changes_environment_variables() => System.Environment.SetEnvironmentVariable("PATH", $"/nowhere/{Guid.NewGuid()}");

    [Fact]
    public void Changes_the_current_directory() => System.Environment.CurrentDirectory = Path.GetTempPath();

    [Fact]
    public void Changes_the_culture() => CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo("tr-TR");

    [Fact]
    public void Takes_2_GB()
    {
        var taken = new List<byte[]>();
        for (var i = 0; i < 2048; i++)
            taken.Add(GC.AllocateUninitializedArray<byte>(Megabyte));
        Assert.Equal(2048, taken.Count);
    }

    [Fact]
    public async Task Starts_3000_threads()
    {
        for (var i = 0; i < 3_000; i++)
            new Thread(() => Thread.Sleep(Timeout.Infinite), 128 * 1024) { IsBackground = true }.Start();
        await Task.Delay(TimeSpan.FromSeconds(9), TestContext.Current.CancellationToken);
    }

    [Fact, Within("2s")]
    public void Loops_for_ever()
    {
        for (var i = 0; ; i++)
            if (i < 0)
                i = 0;
    }

    /// <summary>With nothing of its environment, in a session of its own, below a parent that has ended.</summary>
    [Fact]
    public async Task Leaves_processes_behind()
    {
        var start = new ProcessStartInfo("/usr/bin/env",
            ["-i", "/usr/bin/setsid", "--fork", "/bin/sh", "-c", "sleep 86400 & echo $! $$; exec sleep 86400"]) {
            RedirectStandardOutput = true };
        using var left = Process.Start(start)!;
        var ids = await left.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(System.Environment.GetEnvironmentVariable("SPECIMEN_TRACES")!, ids + "\n",
            TestContext.Current.CancellationToken);
    }

    private static int Deeper(int depth) => Deeper(depth + 1) + 1;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
