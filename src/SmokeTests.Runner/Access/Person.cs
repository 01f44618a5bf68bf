namespace SmokeTests.Runner.Access;

/// <summary>Somebody in the password file.</summary>
internal sealed record Person(string Name, string Role, string Hash);
