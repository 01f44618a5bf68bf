using System.Globalization;

namespace Specimens;

/// <summary>As many checks as the variable MANY says, each of a page of its own.</summary>
[Every("10s")]
public class Pages : Journey
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, int.Parse(System.Environment.GetEnvironmentVariable("MANY") ?? "10", CultureInfo.InvariantCulture))];

    [Theory, MemberData(nameof(Rows))]
    public async Task Page_says_what_it_should(int row)
    {
        var page = await Open($"/page/{row}");
        await page.ShouldShow($"Page {row} works");
    }
}
