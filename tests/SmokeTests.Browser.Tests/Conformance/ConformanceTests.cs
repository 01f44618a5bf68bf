namespace SmokeTests.Tests.Conformance;

/// <summary>
/// Each word means the same over HTTP and in a browser: every row runs by both drivers. Each topic is a class, so that two of them
/// can go on at a time.
/// </summary>
public abstract class ConformanceTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(0.5);

    private static readonly Dictionary<string, Situation> All = new[]
    {
        TextRows.All, BlankRows.All, ComposedRows.All, SlowRows.All, VisibleTextRows.All, EncodingRows.All, CookieRows.All, FormRows.All,
        FieldLabelRows.All, FieldValueRows.All,
        FormValidationRows.All, ChoiceRows.All, SearchRows.All, LogInRows.All, LinkRows.All, TransportRows.All,
        WireRows.All, AddressRows.All, DownloadRows.All, UseRows.All, NameRows.All,
    }.SelectMany(rows => rows).ToDictionary(s => s.Name);

    /// <summary>The name of each.</summary>
    internal static IEnumerable<string> Situations => All.Keys;

    [Theory, MemberData("Rows")]
    public async Task A_word_means_the_same_by_either_driver(string situation, Driver driver)
    {
        var one = All[situation];
        if (one.Fails.Length == 0)
        {
            await using var drive = await On(one, driver, Usual);
            await one.Visit(await drive.Open(one.Start, one.Status));
            return;
        }
        // A word that is to fail need not be waited for; where the machine was too busy for the words before it, it is.
        var told = await Failure(one, driver, Short);
        if (!one.Fails.All(told.Contains))
            told = await Failure(one, driver, Usual);
        told.Should().ContainAll(one.Fails);
    }

    private static async Task<string> Failure(Situation one, Driver driver, TimeSpan patience)
    {
        await using var drive = await On(one, driver, patience);
        return await drive.Fails(async () => await one.Visit(await drive.Open(one.Start, one.Status)));
    }

    private static async Task<Drive> On(Situation one, Driver driver, TimeSpan patience)
    {
        return one.Raw is { } raw ? Drive.On(Testing.RawServer.Replying(raw), driver, But)
            : Drive.On(await Testing.TestSite.Answering(one.Site), driver, But);

        Settings.EnvironmentSettings But(Settings.EnvironmentSettings e) =>
            (one.But?.Invoke(e) ?? e) with { Browser = e.Browser with { Patience = patience } };
    }

    private protected static TheoryData<string, Driver> Of(params Situation[][] topic) =>
    [
        .. from rows in topic from situation in rows from driver in new[] { Driver.Http, Driver.Browser }
           select new TheoryDataRow<string, Driver>(situation.Name, driver),
    ];
}
