namespace SmokeTests.Build;

/// <summary>Installs a package where Debian's package manager is and may be used.</summary>
internal static class Debian
{
    public static async Task Install(params string[] packages)
    {
        if (!OperatingSystem.IsLinux() || Shell.Which("apt-get") is null)
            return;
        Console.WriteLine($"Installing {string.Join(' ', packages)} with apt-get.");
        var prefix = Environment.UserName == "root" ? Array.Empty<string>() : ["sudo", "--non-interactive"];
        string[] get = [.. prefix, "apt-get"];
        var quiet = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };
        await Shell.Run(get[0], [.. get[1..], "update", "-q"], quiet, quiet: true);
        await Shell.Run(get[0], [.. get[1..], "install", "-y", "-q", "--no-install-recommends", .. packages], quiet, quiet: true);
    }
}
