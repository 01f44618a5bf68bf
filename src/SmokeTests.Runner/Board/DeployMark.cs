using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Board;

/// <summary>What a pipeline says after a deploy.</summary>
/// <param name="On">The checks that it concerns, by a selector; all where it is absent.</param>
/// <param name="Runs">So many runs of each of them are made at once, and answered line by line; none where it is absent.</param>
internal sealed record DeployMark(string? Service, string? Version, string? By, string? Url, string? On, int? Runs)
{
    /// <summary>Characters of a service and of a version.</summary>
    public const int MostName = 200;

    /// <summary>Characters of an address.</summary>
    public const int MostUrl = 2_000;

    /// <summary>Whether all of it can be.</summary>
    public bool IsRight() => Texts.IsName(Service, MostName) && Texts.IsName(Version, MostName)
        && (By is null || Texts.IsName(By, MostName)) && Texts.IsText(On ?? "", OperatorActions.MostSelector)
        && (Url is null || Texts.IsName(Url, MostUrl) && WebAddress.Of(Url) is not null);
}
