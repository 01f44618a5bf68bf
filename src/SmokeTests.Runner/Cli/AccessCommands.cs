using System.Security.Cryptography;
using SmokeTests.Runner.Access;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke password, token</c>: what goes into the settings for those who may see the board.</summary>
internal static class AccessCommands
{
    private const int LeastPassword = 12;
    private const int TokenBytes = 32;

    /// <summary>Reads the password from the terminal unseen, or from standard input.</summary>
    public static int Password(string name, string role)
    {
        if (name.Contains(':', StringComparison.Ordinal) || name.Trim().Length == 0)
            return Fail($"'{name}' cannot be a name: it is empty or has a colon.");
        var password = Console.IsInputRedirected ? Console.ReadLine() ?? ""
            : AnsiConsole.Prompt(new TextPrompt<string>("Password:").Secret());
        if (password.Length < LeastPassword)
            return Fail($"A password has {LeastPassword} characters at least.");
        Console.WriteLine($"{name}:{role}:{SignIn.Hash(password)}");
        return ExitCode.Passed;
    }

    public static int Token()
    {
        var token = $"smoke_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes))}";
        Console.WriteLine($"The token, for whoever asks; it is shown once:\n  {token}\nIts hash, for the settings:\n  \"access\": {{ "
            + $"\"tokens\": {{ \"NAME\": {{ \"sha256\": \"{AccessSetup.Hash(token)}\", \"scopes\": "
            + $"[\"{string.Join("\", \"", TokenScope.All)}\"] }} }} }}");
        return ExitCode.Passed;
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return ExitCode.Broken;
    }
}
