using System.Runtime.InteropServices;

namespace SmokeTests.Build;

/// <summary>The images: the runner, and the runner with a browser.</summary>
internal static class Image
{
    public const string Runner = "localhost/smoketests:runner";
    public const string Browser = "localhost/smoketests:browser";

    /// <summary>A base that is made here, for machines that reach no image registry.</summary>
    private const string LocalBase = "localhost/smoketests-base:bookworm";
    private const string LocalDotnet = "localhost/smoketests-dotnet:10.0";

    /// <summary>What Microsoft's runtime-deps images have, in a minimal Debian.</summary>
    private static readonly string[] Native = ["ca-certificates", "libicu72", "libssl3", "libstdc++6", "tzdata", "zlib1g"];

    private static Need Debootstrap { get; } = new("debootstrap", () => Probe.Fault("debootstrap", ["--version"]),
        "Install it, or name an image to build upon with --base IMAGE.", "debootstrap");

    /// <param name="options"><c>--base</c>: an image to build upon, or "local" for a Debian that debootstrap fetches;
    /// Dockerfile's own by default. <c>--engine</c>: podman or docker.</param>
    public static async Task<int> Run(string[] options)
    {
        if (Options.Read(options, "--base", "--engine") is not { } given)
            return 2;
        var containers = await Containers.Find(given.GetValueOrDefault("--engine"));
        await Build(containers, given.GetValueOrDefault("--base"));
        foreach (var image in new[] { Runner, Browser })
            Console.WriteLine($"{image}  {await containers.Bytes(image) / 1_000_000} MB");
        return 0;
    }

    public static async Task Build(Containers containers, string? on)
    {
        var context = Path.Combine(Repository.Artifacts, "image");
        if (Directory.Exists(context))
            Directory.Delete(context, recursive: true);
        var system = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        await Shell.Need(Shell.Dotnet, "publish", Repository.At("src", "SmokeTests.Runner"), "-c", "Release", "-r", system,
            "--self-contained", "false", "-p:ContinuousIntegrationBuild=true", "-o", Path.Combine(context, "runner"), "-v", "quiet",
            "-nologo");
        string[] bases = on switch
        {
            null => [],
            "local" => await Local(containers),
            _ => ["--build-arg", $"BASE={on}"],
        };
        foreach (var (target, tag) in new[] { ("runner", Runner), ("browser", Browser) })
            await containers.Must(["build", "-f", Repository.At("build", "Dockerfile"), "--target", target, "-t", tag, .. bases,
                .. Podmans(containers), context]);
    }

    /// <summary>docker's image format has health checks, and a fixed time makes the same files the same image.</summary>
    private static string[] Podmans(Containers containers) =>
        containers.IsPodman ? ["--format", "docker", "--network", "host", "--timestamp", "0"] : [];

    private static async Task<string[]> Local(Containers containers)
    {
        if (!await containers.Has(LocalBase))
        {
            await Debootstrap.Meet();
            var folder = Directory.CreateTempSubdirectory("smoke-base-").FullName;
            await Shell.Need("debootstrap",
                ["--variant=minbase", $"--include={string.Join(',', Native)}", "bookworm", Path.Combine(folder, "root")], quiet: true);
            foreach (var downloaded in new[] { "var/cache/apt/archives", "var/lib/apt/lists" })
                Directory.Delete(Path.Combine(folder, "root", downloaded), recursive: true);
            Directory.CreateDirectory(Path.Combine(folder, "root", "var/cache/apt/archives/partial"));
            // Chromium comes from the archive's security part, beside the mirror that debootstrap has noted.
            var sources = Path.Combine(folder, "root/etc/apt/sources.list");
            await File.AppendAllTextAsync(sources,
                (await File.ReadAllTextAsync(sources)).Replace("/debian bookworm", "/debian-security bookworm-security"));
            await Shell.Need("tar", "-C", Path.Combine(folder, "root"), "-cf", Path.Combine(folder, "root.tar"), ".");
            await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM scratch\nADD root.tar /\nCMD [\"/bin/bash\"]\n");
            await containers.Must(["build", "-t", LocalBase, .. Podmans(containers), folder]);
            await Shell.Need("rm", "-rf", "--one-file-system", folder);
        }
        await containers.MustRun(LocalBase);
        if (!await containers.Has(LocalDotnet))
        {
            var folder = Directory.CreateTempSubdirectory("smoke-dotnet-").FullName;
            var dotnet = Path.GetDirectoryName(new FileInfo(Shell.Which(Shell.Dotnet)!).ResolveLinkTarget(returnFinalTarget: true)?.FullName
                ?? Shell.Which(Shell.Dotnet)!)!;
            await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"),
                "FROM scratch\nCOPY dotnet /usr/share/dotnet/dotnet\nCOPY host /usr/share/dotnet/host\nCOPY shared "
                    + "/usr/share/dotnet/shared\n");
            foreach (var part in new[] { "dotnet", "host", "shared" })
                await Shell.Need("cp", "-r", Path.Combine(dotnet, part), folder);
            await containers.Must(["build", "-t", LocalDotnet, .. Podmans(containers), folder]);
            Directory.Delete(folder, recursive: true);
        }
        return ["--build-arg", $"BASE={LocalBase}", "--build-arg", $"DOTNET={LocalDotnet}"];
    }
}
