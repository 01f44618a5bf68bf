namespace SmokeTests.Build;

/// <summary>Slack's own definition of its messages and the compiler that holds ours against it, by npm, in artifacts/slack-types.</summary>
internal static class SlackTypes
{
    public const string Variable = "SMOKETESTS_SLACK_TYPES";
    private static readonly string[] Packages = ["typescript@5.9.3", "@slack/types@3.2.0"];

    public static async Task<string> Prepare()
    {
        var folder = Path.Combine(Repository.Artifacts, "slack-types");
        if (File.Exists(Path.Combine(folder, "ready")))
            return folder;
        if (Shell.Which("npm") is null)
            await Debian.Install("nodejs", "npm");
        if (Shell.Which("npm") is not { } npm)
            throw new InvalidOperationException("The tests need Node.js with npm. Install them, and run again.");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{ "private": true }""");
        if (await Shell.Run(npm, ["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, .. Packages]) != 0)
            throw new InvalidOperationException($"npm could not install {string.Join(" and ", Packages)}.");
        await File.WriteAllTextAsync(Path.Combine(folder, "ready"), "");
        return folder;
    }
}
