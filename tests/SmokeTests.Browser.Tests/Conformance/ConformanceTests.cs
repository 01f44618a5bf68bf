namespace SmokeTests.Tests.Conformance;

/// <summary>
/// Each word means the same over HTTP and in a browser: every row runs by both drivers. Each topic is a class, so that two of them
/// can go on at a time.
/// </summary>
public abstract class ConformanceTests
{
    private static readonly Dictionary<string, Situation> All = new[]
    {
        TextRows.All, VisibleTextRows.All, EncodingRows.All, CookieRows.All, FormRows.All, SearchRows.All, LogInRows.All,
        LinkRows.All, TransportRows.All,
    }.SelectMany(rows => rows).ToDictionary(s => s.Name);

    /// <summary>The name of each.</summary>
    internal static IEnumerable<string> Situations => All.Keys;

    [Theory, MemberData("Rows")]
    public async Task A_word_means_the_same_by_either_driver(string situation, Driver driver)
    {
        var one = All[situation];
        var site = await Testing.TestSite.Answering(one.Site);
        await using var drive = Drive.On(site, driver, e => (one.But?.Invoke(e) ?? e) with { Browser = PatienceOf(one, e) });
        async Task Walk() => await one.Visit(await drive.Open(one.Start));
        if (one.Fails.Length == 0)
            await Walk();
        else
            (await drive.Fails(Walk)).Should().ContainAll(one.Fails);
    }

    private protected static TheoryData<string, Driver> Of(params Situation[][] topic) =>
    [
        .. from rows in topic from situation in rows from driver in new[] { Driver.Http, Driver.Browser }
           select new TheoryDataRow<string, Driver>(situation.Name, driver),
    ];

    /// <summary>A word that is to fail need not be waited for as long as one that is to pass.</summary>
    private static Settings.BrowserSettings PatienceOf(Situation one, Settings.EnvironmentSettings e) =>
        e.Browser with { Patience = one.Fails.Length == 0 ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(0.5) };
}
