using System.Globalization;
using System.Net.Http.Json;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// A container of the runner's image, as a careful cluster runs it: another user than root, a root file system that is
/// read-only, no capability, little memory, one volume.
/// </summary>
internal sealed class Container : IAsyncDisposable
{
    /// <summary>This machine's loopback, as seen from inside.</summary>
    public const string Host = "10.0.2.2";

    private static readonly string Engine = Environment.GetEnvironmentVariable("SMOKETESTS_ENGINE")
        ?? throw new InvalidOperationException(
            "SMOKETESTS_ENGINE names no container engine. Run these tests by: dotnet run --project build -- test SmokeTests.EndToEnd");
    private readonly string name = $"smoke-{Guid.NewGuid():N}"[..18];
    private readonly string[] creation;
    private readonly int port = Ports.Free();

    /// <param name="image">The image.</param>
    /// <param name="memory">Its memory limit, as the engine writes it.</param>
    /// <param name="folders">Folders of this machine by their places inside, for reading unless <c>:rw</c> is said.</param>
    /// <param name="variables">Its environment; addresses on this machine's loopback become such as can be reached from inside.</param>
    /// <param name="sandbox">Whether Chromium's sandbox is to work: it changes its root folder.</param>
    /// <param name="arguments">What stands in the place of the image's own arguments.</param>
    public Container(string image, string memory, IReadOnlyDictionary<string, string> folders,
        IReadOnlyDictionary<string, string> variables, bool sandbox, params string[] arguments)
        : this(image, memory, folders, variables, sandbox, null, arguments)
    {
    }

    /// <param name="dataMegabytes">The room for its data, which is gone with it; null for a volume that stays.</param>
    public Container(string image, string memory, IReadOnlyDictionary<string, string> folders,
        IReadOnlyDictionary<string, string> variables, bool sandbox, int? dataMegabytes, params string[] arguments)
    {
        string[] data = dataMegabytes is null ? ["-v", $"{name}:/data"]
            : ["--tmpfs", $"/small:rw,nosuid,nodev,size={dataMegabytes}m,mode=1777", "-e", "SMOKE_DATA=/small"];
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        creation =
        [
            "create", "--name", name, "--network", "slirp4netns:allow_host_loopback=true", "-p", $"127.0.0.1:{port}:8080", "--read-only",
            "--read-only-tmpfs=false",
            "--tmpfs", "/tmp:rw,nosuid,nodev,size=256m,mode=1777", "--cap-drop", "ALL",
            .. sandbox ? ["--cap-add", "SYS_CHROOT"] : Array.Empty<string>(), "--security-opt", "no-new-privileges",
            "--memory", memory, "--memory-swap", memory, "--pids-limit", "300", "--shm-size", "128m", .. data,
            .. folders.SelectMany(f => new[] { "-v", f.Value.EndsWith(":rw", StringComparison.Ordinal) ? $"{f.Value[..^3]}:{f.Key}"
                : $"{f.Value}:{f.Key}:ro" }),
            .. variables.Append(new("SMOKETESTS__access", "open"))
                .SelectMany(v => new[] { "-e", $"{v.Key}={v.Value.Replace("127.0.0.1", Host, StringComparison.Ordinal)}" }),
            image, .. arguments,
        ];
    }

    public HttpClient Http { get; }

    /// <summary>Creates it where it is not there yet, and starts it.</summary>
    public async Task Start()
    {
        if (await Exit("container", "exists", name) != 0)
            await Say(creation);
        await Say("start", name);
    }

    public async Task<CheckSeen[]> Checks() => (await Http.GetFromJsonAsync<CheckSeen[]>("/api/checks"))!;

    public Task Until(string fact, Func<Task<bool>> isSo) => Patience.Until(fact, async () =>
    {
        try
        {
            return await isSo();
        }
        catch (HttpRequestException)
        {
            return await Says("{{.State.Status}}") is "exited"
                ? throw new InvalidOperationException($"The container has ended. It wrote:\n{await Logs()}") : false;
        }
    }, () => Logs().GetAwaiter().GetResult());

    public Task AllGreen(int count) =>
        Until($"all {count} checks are green",
            async () => await Checks() is { } all && all.Length == count && all.All(c => c.Colour == "Green"));

    /// <summary>As a cluster stops it: SIGTERM, and SIGKILL where it takes longer than 10 s. Its exit code.</summary>
    public async Task<string> Stop()
    {
        await Say("stop", "-t", "10", name);
        return await Says("{{.State.ExitCode}}");
    }

    public async Task Kill()
    {
        await Say("kill", "-s", "KILL", name);
        await Say("wait", name);
    }

    public Task<string> Says(string format) => Say("inspect", "--format", format, name);

    public Task<string> Inside(params string[] command) => Say(["exec", name, .. command]);

    public Task<int> Healthcheck() => Exit("healthcheck", "run", name);

    public Task<string> Logs() => Say("logs", name);

    /// <summary>Its memory in megabytes, without what is only cached of files.</summary>
    public async Task<double> Megabytes()
    {
        var stat = await Inside("sh", "-c", "cat /sys/fs/cgroup/memory/memory.stat /sys/fs/cgroup/memory.stat 2>/dev/null; true");
        var lines = stat.Split('\n').Select(l => l.Split(' ')).Where(l => l.Length == 2)
            .ToLookup(l => l[0], l => double.Parse(l[1], CultureInfo.InvariantCulture));
        return (lines["total_rss"].Concat(lines["anon"]).First() + lines["total_shmem"].Concat(lines["shmem"]).FirstOrDefault())
            / 1024 / 1024;
    }

    public static async Task<string> Say(params string[] arguments)
    {
        await using var program = new Running(Engine, arguments);
        var code = await program.End();
        return code == 0 ? program.Output.Trim()
            : throw new InvalidOperationException($"{Engine} {string.Join(' ', arguments)} ended with exit code {code}:\n{program.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Exit("rm", "-f", "-t", "0", "-v", name);
        await Exit("volume", "rm", "-f", name);
    }

    private static async Task<int> Exit(params string[] arguments)
    {
        await using var program = new Running(Engine, arguments);
        return await program.End();
    }
}
