using System.CommandLine;
using SmokeTests.Runner.Cli;
using SmokeTests.Runner.Workers;

// A terminal wraps by itself; a file or a pipe wants whole lines.
if (Console.IsOutputRedirected)
    Spectre.Console.AnsiConsole.Profile.Width = 400;

// Here and not where workers are started: a program that has children of its own must not lose them.
Leftovers.Adopt(Console.Error.WriteLine);

var parsed = Commands.Parse(args);
if (parsed.Errors.Count > 0)
{
    await parsed.InvokeAsync();
    return ExitCode.Broken;
}
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(25) });
