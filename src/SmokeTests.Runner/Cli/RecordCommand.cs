using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke record</c>: a person clicks through the site in Playwright's code generator, and a check comes out.</summary>
internal static class RecordCommand
{
    public static async Task<int> Run(string suite, string address, string name, string? team, string? file, CancellationToken cancel)
    {
        var recorded = Path.GetTempFileName();
        try
        {
            var code = await PlaywrightTool.Run(suite, ["codegen", "--target", "jsonl", "--output", recorded, address], cancel);
            if (code != 0)
                return code;
            var secrets = new RecordedSecrets();
            if (Suite.At(suite).Suite is { } found)
                secrets.LearnSettings(found.Folder);
            var check = Recorded.Translate(await File.ReadAllLinesAsync(recorded, cancel), name, team ?? "my-team", secrets);
            if (file is null)
                Console.WriteLine(check);
            else
                await File.WriteAllTextAsync(file, check, cancel);
            return ExitCode.Passed;
        }
        finally
        {
            File.Delete(recorded);
        }
    }
}
