namespace SmokeTests.Runner.Cli;

/// <summary>The addresses that a board listens on, joined by semicolons as Kestrel takes them.</summary>
internal static class Listening
{
    public const string Usual = "http://127.0.0.1:5090";

    /// <summary>The first address as one that can be opened: 0.0.0.0, [::], * and + are every address of this machine.</summary>
    /// <param name="host">What stands for this machine.</param>
    public static string First(string listen, string host) => new[] { "0.0.0.0", "[::]", "*", "+" }
        .Aggregate(listen.Split(';')[0].TrimEnd('/'),
            (address, every) => address.Replace($"://{every}", $"://{host}", StringComparison.Ordinal));

    public static bool IsLoopback(string listen) =>
        listen.Split(';').All(one => Uri.TryCreate(one, UriKind.Absolute, out var address) && address.IsLoopback);
}
