using System.Reflection;

namespace SmokeTests.Cleanup;

/// <summary>This process's ledger: where the runner said, or the usual place. Opened when the first debt is made, not before.</summary>
internal static class Ledgers
{
    private static string? told;
    private static readonly Lazy<Ledger> Opened = new(() => new Ledger(File));

    public static string Suite { get; } = Assembly.GetEntryAssembly()?.GetName().Name ?? "suite";

    public static Ledger Of => Opened.Value;

    public static bool Exists => System.IO.File.Exists(File);

    private static string File => told ?? Ledger.UsualFile(Suite);

    public static void Use(string? file) => told = file;
}
