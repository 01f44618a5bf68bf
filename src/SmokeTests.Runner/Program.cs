using System.CommandLine;
using SmokeTests.Runner.Cli;

// A terminal wraps by itself; a file or a pipe wants whole lines.
if (Console.IsOutputRedirected)
    Spectre.Console.AnsiConsole.Profile.Width = 400;

var parsed = Commands.Root().Parse(args);
if (parsed.Errors.Count > 0)
{
    await parsed.InvokeAsync();
    return ExitCode.Broken;
}
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(25) });
