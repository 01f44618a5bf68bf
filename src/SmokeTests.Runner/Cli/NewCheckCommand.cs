using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke new check</c>: a file with a check, beside the suite's project file, in its namespace and of its team.</summary>
internal static partial class NewCheckCommand
{
    public static int Run(string name, string? team, bool browser, string folder)
    {
        if (name.Length == 0 || !char.IsLetter(name[0]) || name.Any(c => !char.IsLetterOrDigit(c) && c != '_'))
        {
            Console.Error.WriteLine($"'{name}' is not the name of a class. Use letters and digits, such as Ordering.");
            return ExitCode.Broken;
        }
        if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.csproj") is not [var project])
        {
            Console.Error.WriteLine(
                $"{Path.GetFullPath(folder)}: holds no project of a suite. Name its folder with --in, or make one: dotnet new smoketests");
            return ExitCode.Broken;
        }
        var file = Path.Combine(folder, name + ".cs");
        if (File.Exists(file))
        {
            Console.Error.WriteLine($"{file}: is there already.");
            return ExitCode.Broken;
        }
        File.WriteAllText(file, $$"""
            namespace {{Namespace(folder, Path.GetFileNameWithoutExtension(project))}};

            [Team({{Literal(team ?? UsualTeam(folder) ?? "my-team")}}), Every("5m")]
            public class {{Identifier(name)}} : Journey
            {
                [Fact]
                public async Task It_works()
                {
                    var site = await {{(browser ? "Browser." : "")}}Open("/");
                    await site.ShouldShow("what proves that it works");
                }
            }

            """.ReplaceLineEndings("\n"));
        Console.WriteLine(file);
        return ExitCode.Passed;
    }

    /// <summary>That of the checks beside it; where there are none, the project's name as an identifier.</summary>
    private static string Namespace(string folder, string project)
    {
        var beside = Directory.GetFiles(folder, "*.cs").Order(StringComparer.Ordinal)
            .Select(f => Declared().Match(File.ReadAllText(f))).FirstOrDefault(m => m.Success);
        var parts = project.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(part => Identifier(NoPart().Replace(part, "_")));
        return beside?.Groups[1].Value ?? string.Join('.', parts);
    }

    /// <summary>No keyword has other letters than small ones; an @ does no harm before what is none.</summary>
    private static string Identifier(string name) =>
        name.All(char.IsAsciiLetterLower) ? "@" + name : char.IsDigit(name[0]) ? "_" + name : name;

    /// <summary>The suite's own team, where the settings beside it can be read and name one that is alone or usual.</summary>
    private static string? UsualTeam(string folder)
    {
        var lenient = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var file = Path.Combine(folder, "smoketests.json");
        if (!File.Exists(file))
            return null;
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(file), documentOptions: lenient) as JsonObject;
            var only = root?["teams"] is JsonObject { Count: 1 } teams ? teams.First().Key : null;
            return Text(root?["team"]) ?? only ?? Text(root?["platform"]);
        }
        catch (JsonException)
        {
            // Whoever runs the suite is told what is wrong with its settings.
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Literal(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    [GeneratedRegex(@"(?m)^\s*namespace\s+([^\s;{]+)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"[^\w]")]
    private static partial Regex NoPart();
}
