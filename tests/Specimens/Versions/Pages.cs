namespace Specimens;

/// <summary>Says at a run's beginning and at its end which version of the suite it is, from two files beside it.</summary>
[Team("storefront"), Every("10s")]
public class Pages : Journey
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, 30)];

    [Theory, MemberData(nameof(Rows))]
    public async Task The_version_at_the_end_is_that_at_the_beginning(int row)
    {
        await Open($"/begin/{row}/{Version("first.txt")}");
        await Task.Delay(400, TestContext.Current.CancellationToken);
        await Open($"/end/{row}/{Version("second.txt")}");
    }

    private static string Version(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)).Trim();
}
