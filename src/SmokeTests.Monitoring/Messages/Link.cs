namespace SmokeTests.Monitoring.Messages;

internal sealed record Link(string Name, string Address)
{
    /// <summary>Characters of an address.</summary>
    public const int MostAddress = 2_000;

    public static bool IsShort(Link link) => link.Address.Length <= MostAddress;
}
