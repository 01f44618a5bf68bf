using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// Holds a worker together with all that it starts, so that its end is theirs too. On Windows that is a job object, which the
/// system ends with the runner itself. On Linux worker and runner take in whatever their descendants leave behind
/// (<see cref="ProcessTree"/>): nothing gets out. There and on macOS every process inherits a variable with the worker's number
/// besides: those that carry it are ended with it, also by the next runner. On macOS a process that has left its parent and its
/// environment is not found.
/// </summary>
internal sealed class ProcessGroup(Action<string>? warn = null) : IDisposable
{
    private const string WorkerVariable = "SMOKETESTS_WORKER";
    private const string OwnerVariable = "SMOKETESTS_RUNNER";

    private readonly string number = Guid.NewGuid().ToString("N");
    private readonly nint job = OperatingSystem.IsWindows() ? Job.Create(warn) : 0;

    public void Mark(IDictionary<string, string?> environment, string? owner)
    {
        environment[WorkerVariable] = number;
        if (owner is not null)
            environment[OwnerVariable] = owner;
    }

    public void Assign(Process process)
    {
        if (job != 0)
            Job.Assign(job, process.Handle, warn);
    }

    public void KillAll(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended by itself, or what it has started is somebody else's: what is left is looked for below.
        }
        if (job != 0)
            Job.End(job, warn);
        else
            EndAll($"{WorkerVariable}={number}");
    }

    /// <summary>Whether a process carries the mark of this worker.</summary>
    public bool Marks(int process) => OperatingSystem.IsLinux()
        && Carries($"/proc/{process}", Encoding.UTF8.GetBytes($"{WorkerVariable}={number}\0"));

    /// <summary>A name for the runner of a data folder, the same after every restart.</summary>
    public static string OwnerOf(string data) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..16];

    /// <summary>Ends what a dead runner with the same data folder has left.</summary>
    public static int EndLeftovers(string owner) => OperatingSystem.IsWindows() ? 0 : EndAll($"{OwnerVariable}={owner}");

    public void Dispose()
    {
        if (job != 0)
            Job.Close(job);
    }

    private static int EndAll(string mark)
    {
        var ended = 0;
        foreach (var id in OperatingSystem.IsLinux() ? OnLinux(mark) : OnMacOS(mark))
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                ended++;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended by itself.
            }
        return ended;
    }

    private static IEnumerable<int> OnLinux(string mark)
    {
        var wanted = Encoding.UTF8.GetBytes(mark + "\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId && Carries(folder, wanted))
                yield return id;
    }

    private static bool Carries(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or somebody else's.
            return false;
        }
    }

    /// <summary><c>ps</c> shows the environment of one's own processes after their command.</summary>
    private static int[] OnMacOS(string mark)
    {
        using var ps = Process.Start(
            new ProcessStartInfo("/bin/ps", ["-A", "-E", "-ww", "-o", "pid=,command="]) { RedirectStandardOutput = true })!;
        var lines = ps.StandardOutput.ReadToEnd().Split('\n');
        ps.WaitForExit();
        return [.. lines.Where(l => l.Contains(mark, StringComparison.Ordinal))
            .Select(l => int.TryParse(l.TrimStart().Split(' ')[0], out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId)];
    }

    /// <summary>Windows' job objects: the system itself ends all that is in one when its last handle is closed.</summary>
    private static class Job
    {
        private const int ExtendedLimits = 9;
        private const uint KillOnClose = 0x2000;

        public static nint Create(Action<string>? warn)
        {
            var job = CreateJobObjectW(0, 0);
            if (!Done(job != 0, "made", warn))
                return 0;
            var limits = new Limits { Flags = KillOnClose };
            Done(SetInformationJobObject(job, ExtendedLimits, ref limits, Marshal.SizeOf<Limits>()), "told to end with the runner", warn);
            return job;
        }

        public static void Assign(nint job, nint process, Action<string>? warn) =>
            Done(AssignProcessToJobObject(job, process), "given its worker", warn);

        public static void End(nint job, Action<string>? warn) => Done(TerminateJobObject(job, 1), "ended", warn);

        public static void Close(nint job) => CloseHandle(job);

        /// <summary>What a worker starts may outlive it where this fails: whoever runs the runner is to know.</summary>
        private static bool Done(bool done, string what, Action<string>? warn)
        {
            if (!done)
            {
                var why = new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError()).Message;
                warn?.Invoke($"The job object of a worker could not be {what}: {why} What the worker has started may outlive it.");
            }
            return done;
        }

        [DllImport("kernel32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern nint CreateJobObjectW(nint security, nint name);

        [DllImport("kernel32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern bool SetInformationJobObject(nint job, int kind, ref Limits limits, int length);

        [DllImport("kernel32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern bool AssignProcessToJobObject(nint job, nint process);

        [DllImport("kernel32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern bool TerminateJobObject(nint job, uint code);

        [DllImport("kernel32", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        private static extern bool CloseHandle(nint handle);

        /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which the flags alone are set.</summary>
        [StructLayout(LayoutKind.Sequential)]
        private struct Limits
        {
            public long ProcessTime;
            public long JobTime;
            public uint Flags;
            public nuint MinimumWorkingSet;
            public nuint MaximumWorkingSet;
            public uint ActiveProcesses;
            public nuint Affinity;
            public uint Priority;
            public uint Scheduling;
            public ulong ReadCount;
            public ulong WriteCount;
            public ulong OtherCount;
            public ulong ReadBytes;
            public ulong WriteBytes;
            public ulong OtherBytes;
            public nuint ProcessMemory;
            public nuint JobMemory;
            public nuint PeakProcessMemory;
            public nuint PeakJobMemory;
        }
    }
}
