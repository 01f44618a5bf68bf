namespace SmokeTests.Build;

/// <summary>Installs a package where Debian's package manager is and may be used.</summary>
internal static class Debian
{
    /// <summary>What is missing afterwards is for the caller to see: by whether it works.</summary>
    public static async Task Install(params string[] packages)
    {
        if (packages.Length == 0 || !OperatingSystem.IsLinux() || Shell.Which("apt-get") is null)
            return;
        if (!IsRoot && Shell.Which("sudo") is null)
        {
            Console.WriteLine($"{string.Join(' ', packages)} cannot be installed: this user is not root, and there is no sudo.");
            return;
        }
        Console.WriteLine($"Installing {string.Join(' ', packages)} with apt-get.");
        await Get("update", "-q");
        await Get(["install", "-y", "-q", "--no-install-recommends", .. packages]);
    }

    /// <summary>Downloads packages and unpacks them into a folder: nothing is installed, and no service started.</summary>
    public static async Task Unpack(string folder, params string[] packages)
    {
        if (!OperatingSystem.IsLinux() || Shell.Which("apt-get") is null)
            throw new NeedNotMetException(
                $"These tests need Debian's packages {string.Join(", ", packages)}, and apt-get to fetch them: run them on Debian or "
                    + "in a container of it.");
        Console.WriteLine($"Fetching {string.Join(' ', packages)} with apt-get.");
        Directory.CreateDirectory(folder);
        await Get("update", "-q");
        foreach (var package in packages)
        {
            await Shell.Run("apt-get", ["download", "-q", package], folder: folder, quiet: true);
            var file = Directory.GetFiles(folder, $"{package}_*.deb").FirstOrDefault()
                ?? throw new NeedNotMetException($"apt-get did not fetch {package}.");
            await Shell.Run("dpkg-deb", ["-x", file, folder]);
            File.Delete(file);
        }
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static async Task Get(params string[] arguments)
    {
        var prefix = IsRoot ? Array.Empty<string>() : ["sudo", "--non-interactive"];
        string[] get = [.. prefix, "apt-get"];
        var quiet = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };
        await Shell.Run(get[0], [.. get[1..], .. arguments], quiet, quiet: true);
    }
}
