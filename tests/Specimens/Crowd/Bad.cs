using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Specimens;

/// <summary>Checks that do harm, each in a way of its own, when the file SPECIMEN_TURN names them; at all other times they pass.</summary>
[Team("crowd"), Every("3s"), Within("2s")]
public partial class Bad
{
    [Fact]
    public void Overflows_the_stack() => _ = IsMyTurn() ? Deeper(1) : 0;

    [Fact]
    public void Fails_fast()
    {
        if (IsMyTurn())
            System.Environment.FailFast("the end of this worker");
    }

    [Fact]
    public void Exits()
    {
        if (IsMyTurn())
            System.Environment.Exit(77);
    }

    [Fact]
    public async Task Throws_on_a_thread()
    {
        if (!IsMyTurn())
            return;
        new Thread(() => throw new InvalidOperationException("thrown on a thread")).Start();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Throws_where_nobody_catches()
    {
        if (!IsMyTurn())
            return;
        Nobody();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        static async void Nobody()
        {
            await Task.Yield();
            throw new InvalidOperationException("thrown where nobody catches");
        }
    }

    [Fact]
    public void Runs_in_circles()
    {
        if (!IsMyTurn())
            return;
        for (var i = 0; ; i++)
            if (i < 0)
                i = 0;
    }

    [Fact]
    public void Sleeps_for_ever() => Thread.Sleep(IsMyTurn() ? Timeout.Infinite : 0);

    [Fact]
    public Task Waits_for_what_never_comes() => IsMyTurn() ? new TaskCompletionSource().Task : Task.CompletedTask;

    [Fact]
    public void Takes_two_gigabytes()
    {
        if (!IsMyTurn())
            return;
        var taken = new List<byte[]>();
        for (var i = 0; i < 2048; i++)
        {
            taken.Add(new byte[1024 * 1024]);
            Array.Fill(taken[i], (byte)1);
        }
        Assert.Equal(2048, taken.Count);
    }

    [Fact, Within("10s")]
    public async Task Starts_ten_thousand_threads()
    {
        if (!IsMyTurn())
            return;
        for (var i = 0; i < 10_000; i++)
            new Thread(() => Thread.Sleep(Timeout.Infinite), 128 * 1024) { IsBackground = true }.Start();
        await Task.Delay(TimeSpan.FromSeconds(9), TestContext.Current.CancellationToken);
    }

    [Fact, Within("20s")]
    public void Writes_a_gigabyte()
    {
        if (!IsMyTurn())
            return;
        var line = new string('x', 1024 * 1024);
        for (var i = 0; i < 1024; i++)
            Console.WriteLine(line);
    }

    [Fact]
    public void Deletes_its_own_folder()
    {
        if (IsMyTurn())
            Directory.Delete(AppContext.BaseDirectory, recursive: true);
    }

    [Fact]
    public void Changes_directory_and_culture()
    {
        if (!IsMyTurn())
            return;
        System.Environment.CurrentDirectory = Path.GetTempPath();
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
    }

    [Fact]
    public async Task Closes_the_sockets()
    {
        if (!IsMyTurn())
            return;
        foreach (var open in Directory.GetFiles("/proc/self/fd"))
            if (new FileInfo(open).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true)
                _ = Close(int.Parse(Path.GetFileName(open), CultureInfo.InvariantCulture));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Kills_its_parents_children()
    {
        if (!IsMyTurn())
            return;
        var parent = Parent(System.Environment.ProcessId);
        // Nobody else's children: a worker whose runner is gone has another parent.
        Assert.Contains("smoke", File.ReadAllText($"/proc/{parent}/cmdline"), StringComparison.Ordinal);
        foreach (var id in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _))
            .Select(n => int.Parse(n!, CultureInfo.InvariantCulture)).Where(id => Parent(id) == parent)
            .OrderBy(id => id == System.Environment.ProcessId))
            Process.GetProcessById(id).Kill();
    }

    [Fact]
    public async Task Leaves_a_process_behind_and_dies()
    {
        if (!IsMyTurn())
            return;
        using var left = Process.Start("sleep", "86400");
        await File.AppendAllTextAsync(System.Environment.GetEnvironmentVariable("SPECIMEN_TRACES")!, left.Id + "\n");
        System.Environment.FailFast("with a child that lives on");
    }

    private static bool IsMyTurn([CallerMemberName] string check = "") =>
        File.ReadAllText(System.Environment.GetEnvironmentVariable("SPECIMEN_TURN")!) == check;

    private static int Deeper(int depth) => Deeper(depth + 1) + 1;

    private static int Parent(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
