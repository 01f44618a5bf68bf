namespace SmokeTests.Tests.Conformance;

/// <summary>Each word means the same over HTTP and in a browser: every row runs by both drivers.</summary>
public class ConformanceTests
{
    private static readonly Situation[] All =
    [
        .. TextRows.All, .. VisibleTextRows.All, .. EncodingRows.All, .. CookieRows.All, .. FormRows.All, .. SearchRows.All, .. LogInRows.All, .. LinkRows.All, .. TransportRows.All,
    ];

    public static TheoryData<string, Driver> Rows =>
        [.. All.SelectMany(s => new[] { Driver.Http, Driver.Browser }.Select(driver => new TheoryDataRow<string, Driver>(s.Name, driver)))];

    [Fact]
    public void Every_situation_has_a_name_of_its_own() => All.Select(s => s.Name).Should().OnlyHaveUniqueItems();

    /// <summary>A word that is to fail need not be waited for as long as one that is to pass.</summary>
    private static Settings.BrowserSettings PatienceOf(Situation one, Settings.EnvironmentSettings e) =>
        e.Browser with { Patience = one.Fails.Length == 0 ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(0.5) };

    [Theory, MemberData(nameof(Rows))]
    public async Task A_word_means_the_same_by_either_driver(string situation, Driver driver)
    {
        var one = All.Single(s => s.Name == situation);
        await using var drive = Drive.On(await Testing.TestSite.Answering(one.Site), driver, e => (one.But?.Invoke(e) ?? e) with { Browser = PatienceOf(one, e) });
        async Task Walk() => await one.Visit(await drive.Open(one.Start));
        if (one.Fails.Length == 0)
            await Walk();
        else
            (await drive.Fails(Walk)).Should().ContainAll(one.Fails);
    }
}
