namespace SmokeTests.Build;

/// <summary>
/// A container engine: what was asked for, otherwise podman or docker. Podman works here also where no service manager,
/// no image registry and no bridge network is, with settings in a folder of the build's own.
/// </summary>
internal sealed record Containers(string Engine, IReadOnlyDictionary<string, string> Environment)
{
    public const string EngineVariable = "SMOKETESTS_ENGINE";

    /// <summary>What podman stands on here.</summary>
    private static readonly string[] Needed = ["runc", "slirp4netns", "fuse-overlayfs"];

    public bool IsPodman => Path.GetFileNameWithoutExtension(Engine) == "podman";

    public static async Task<Containers> Find(string? asked)
    {
        // Docker's client may be there without an engine behind it.
        var isThere = Shell.Which("podman") is null ? Shell.Which("docker") is { } docker && await Shell.Run(docker, ["info"], silent: true) == 0 : Needed.All(n => Shell.Which(n) is not null);
        if (asked is null && !isThere)
            await Debian.Install(["podman", "buildah", .. Needed, "uidmap"]);
        var engine = asked ?? Shell.Which("podman") ?? Shell.Which("docker") ?? throw new InvalidOperationException("Images are built with podman or docker: install one of them.");
        return new Containers(engine, Path.GetFileNameWithoutExtension(engine) == "podman" && OperatingSystem.IsLinux() ? Settings() : new Dictionary<string, string>());
    }

    public Task Need(params string[] arguments) => Shell.Need(Engine, arguments, Environment, quiet: true);

    public async Task<bool> Has(string image) => await Shell.Run(Engine, ["image", "inspect", image], Environment, silent: true) == 0;

    /// <summary>What an image weighs as it lies on the disk.</summary>
    public async Task<long> Bytes(string image) =>
        long.Parse((await Shell.Read(Engine, ["image", "inspect", "--format", "{{.Size}}", image], Environment)).Trim(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Root without a service manager: runc, cgroups by their files, the host's network while building, the engine's own limits.</summary>
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
