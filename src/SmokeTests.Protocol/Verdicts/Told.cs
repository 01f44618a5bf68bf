namespace SmokeTests.Worker;

/// <summary>Who is told.</summary>
internal enum Told
{
    Nobody,
    OwningTeam,
    PlatformTeam,
}
