namespace SmokeTests.Build;

/// <summary>Slack's own definition of its messages and the compiler that holds ours against it, by npm, in artifacts/slack-types.</summary>
internal static class SlackTypes
{
    public const string Variable = "SMOKETESTS_SLACK_TYPES";
    private static readonly string[] Packages = ["typescript@5.9.3", "@slack/types@3.2.0"];


    public static Need Need { get; } = new("npm", Fault, "Install Node.js with npm.", "nodejs", "npm");

    public static async Task<string> Prepare()
    {
        var folder = Path.Combine(Repository.Artifacts, "slack-types");
        await Need.Meet();
        if (await FaultIn(folder) is null)
            return folder;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{ "private": true }""");
        string[] install = ["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, .. Packages];
        var installed = await Probe.Fault("npm", install);
        return await FaultIn(folder) is { } fault
            ? throw Need.Unmet($"{string.Join(" and ", Packages)} could not be installed: {installed ?? fault}") : folder;
    }

    /// <summary>npm is a script of Node's: either may be there without the other, or be too old for it.</summary>
    private static Task<string?> Fault() => Probe.First(() => Probe.Fault("node", ["--version"]), () => Probe.Fault("npm", ["--version"]));

    /// <summary>The compiler runs, and the definition is there.</summary>
    private static async Task<string?> FaultIn(string folder)
    {
        var packages = Path.Combine(folder, "node_modules");
        return !File.Exists(Path.Combine(packages, "@slack", "types", "package.json")) ? "@slack/types is not there"
            : await Probe.Fault("node", [Path.Combine(packages, "typescript", "bin", "tsc"), "--version"]);
    }
}
