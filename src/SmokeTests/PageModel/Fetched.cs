namespace SmokeTests.PageModel;

/// <summary>What an address answered.</summary>
internal sealed record Fetched(Uri Address, int Status, string Type, byte[] Body);
