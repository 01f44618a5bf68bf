namespace SmokeTests.Runner.Cli;

/// <summary>What a script goes by.</summary>
internal static class ExitCode
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int Broken = 2;

    /// <summary>A command that cannot do what it was asked for says why.</summary>
    public static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return Broken;
    }
}
