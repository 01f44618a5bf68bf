using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Every approved message is a message by Slack's own definition (npm's @slack/types), compiled with <c>tsc --strict</c>.
/// </summary>
public partial class SlackTypesTests
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("SMOKETESTS_SLACK_TYPES")
        ?? throw new InvalidOperationException(
            "SMOKETESTS_SLACK_TYPES is not set: dotnet run --project build -- test prepares what these tests need.");

    [Fact]
    public async Task Every_message_is_one_by_Slacks_own_definition()
    {
        var messages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Approved"), "message-*.txt")
            .Select(f => Payload().Match(File.ReadAllText(f)).Value).ToArray();
        messages.Should().HaveCountGreaterThan(4).And.OnlyContain(m => m.Length > 0);
        (await Compile("good", messages)).Should().Be((0, ""));
    }

    [Fact]
    public async Task And_the_definition_refuses_what_is_none()
    {
        var (code, said) = await Compile("bad",
            ["""{ "text": "x", "blocks": [ { "type": "header", "text": { "type": "mrkdwn", "text": "x" } } ] }"""]);
        code.Should().NotBe(0);
        said.Should().Contain("mrkdwn");
    }

    private static async Task<(int Code, string Said)> Compile(string name, IEnumerable<string> messages)
    {
        var file = Path.Combine(Folder, $"{name}.ts");
        await File.WriteAllTextAsync(file,
            "import type { KnownBlock } from '@slack/types';\ninterface Message { text: string; blocks: KnownBlock[] }\n"
            + string.Concat(messages.Select((message, n) => $"export const message{n}: Message = {message};\n")));
        var start = new ProcessStartInfo("node",
            [Path.Combine(Folder, "node_modules", "typescript", "bin", "tsc"), "--strict", "--noEmit", "--skipLibCheck", "--module",
                "nodenext", "--moduleResolution", "nodenext", file]) { RedirectStandardOutput = true, WorkingDirectory = Folder };
        using var compiler = Process.Start(start)!;
        var said = await compiler.StandardOutput.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        return (compiler.ExitCode, said.Trim());
    }

    [GeneratedRegex(@"^\{.*\}\s*$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Payload();
}
