namespace SmokeTests.Build;

/// <summary>
/// A container engine: what was asked for, otherwise podman or docker. Podman works here also where no service manager,
/// no image registry and no bridge network is, with settings in a folder of the build's own.
/// </summary>
internal sealed record Containers(string Engine, IReadOnlyDictionary<string, string> Environment)
{
    public const string EngineVariable = "SMOKETESTS_ENGINE";

    private const string Podman = "podman";

    /// <summary>What podman stands on here.</summary>
    private static readonly string[] Needed = ["runc", "slirp4netns", "fuse-overlayfs"];

    public static Need Need { get; } = new("containers", async () => (await Look(null)).Fault,
        "Install podman with runc, slirp4netns and fuse-overlayfs, or docker.", ["podman", "buildah", .. Needed, "uidmap"]);

    public bool IsPodman => Name(Engine) == Podman;

    /// <param name="asked">
    /// The engine that is to be used; without it the first that works, and Debian's podman is installed where none does.
    /// </param>
    public static async Task<Containers> Find(string? asked)
    {
        if (asked is null)
            await Need.Meet();
        var (found, fault) = await Look(asked);
        return found ?? throw Need.Unmet(fault!);
    }

    private static async Task<(Containers? Found, string? Fault)> Look(string? asked)
    {
        string? first = null;
        foreach (var engine in asked is null ? [Podman, "docker"] : new[] { asked })
        {
            var settings = Name(engine) == Podman && OperatingSystem.IsLinux() ? Settings() : new Dictionary<string, string>();
            var containers = new Containers(Shell.Which(engine) ?? engine, settings);
            if (await containers.Fault() is not { } fault)
                return (containers, null);
            first ??= fault;
        }
        return (null, first);
    }

    /// <summary>
    /// It builds an image: a client without an engine behind it does not, nor one without a place to store images. What podman
    /// stands on here is run as well; containers are, as soon as there is an image (<see cref="MustRun"/>).
    /// </summary>
    private async Task<string?> Fault()
    {
        foreach (var program in IsPodman && OperatingSystem.IsLinux() ? Needed : [])
            if (await Probe.Fault(program, ["--version"]) is { } missing)
                return missing;
        if (await Probe.Fault(Engine, ["info"], environment: Environment) is { } fault)
            return fault;
        var folder = Directory.CreateTempSubdirectory("smoke-containers-").FullName;
        var image = $"localhost/smoketests-needs:{System.Environment.ProcessId}";
        await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
        fault = await Probe.Fault(Engine, ["build", "-t", image, folder], environment: Environment);
        Directory.Delete(folder, recursive: true);
        return fault ?? await Probe.Fault(Engine, ["image", "rm", image], environment: Environment);
    }

    /// <summary>A container of an image runs, in a network such as the tests use.</summary>
    /// <exception cref="NeedNotMetException">It does not.</exception>
    public async Task MustRun(string image)
    {
        string[] network = IsPodman ? ["--network", "slirp4netns:allow_host_loopback=true"] : [];
        if (await Probe.Fault(Engine, ["run", "--rm", .. network, "--read-only", image, "true"], environment: Environment) is { } fault)
            throw Need.Unmet(fault);
    }

    private static string Name(string engine) => Path.GetFileNameWithoutExtension(engine);

    public Task Must(params string[] arguments) => Shell.Need(Engine, arguments, Environment, quiet: true);

    public async Task<bool> Has(string image) => await Shell.Run(Engine, ["image", "inspect", image], Environment, silent: true) == 0;

    /// <summary>What an image weighs as it lies on the disk.</summary>
    public async Task<long> Bytes(string image) =>
        long.Parse((await Shell.Read(Engine, ["image", "inspect", "--format", "{{.Size}}", image], Environment)).Trim(),
            System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Root without a service manager: runc, cgroups by their files, the host's network while building, the engine's own limits.
    /// </summary>
    private static Dictionary<string, string> Settings()
    {
        var folder = Path.Combine(Repository.Artifacts, "containers");
        Directory.CreateDirectory(folder);
        var (storage, engine) = (Path.Combine(folder, "storage.conf"), Path.Combine(folder, "containers.conf"));
        File.WriteAllText(storage, $"""
            [storage]
            driver = "overlay"
            graphroot = "{folder}/graph"
            runroot = "{folder}/run"
            """);
        File.WriteAllText(engine, """
            [containers]
            default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            """);
        return new Dictionary<string, string> { ["CONTAINERS_STORAGE_CONF"] = storage, ["CONTAINERS_CONF"] = engine };
    }
}
