namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke new check</c>: a file with a check, beside the suite's project file.</summary>
internal static class NewCheckCommand
{
    public static int Run(string name, string? team, bool browser, string folder)
    {
        if (!char.IsLetter(name[0]) || name.Any(c => !char.IsLetterOrDigit(c) && c != '_'))
        {
            Console.Error.WriteLine($"'{name}' is not the name of a class. Use letters and digits, such as Ordering.");
            return ExitCode.Broken;
        }
        if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.csproj") is not [var project])
        {
            Console.Error.WriteLine($"{Path.GetFullPath(folder)}: holds no project of a suite. Name its folder with --in, or make one: dotnet new smoketests");
            return ExitCode.Broken;
        }
        var file = Path.Combine(folder, name + ".cs");
        if (File.Exists(file))
        {
            Console.Error.WriteLine($"{file}: is there already.");
            return ExitCode.Broken;
        }
        File.WriteAllText(file, $$"""
            namespace {{Path.GetFileNameWithoutExtension(project).Replace('-', '_')}};

            [Team("{{team ?? "my-team"}}"), Every("5m")]
            public class {{name}} : Journey
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
}
