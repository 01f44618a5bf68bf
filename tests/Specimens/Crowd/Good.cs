namespace Specimens;

/// <summary>Five hundred checks that do no harm.</summary>
[Team("crowd"), Every("5s")]
public class Good
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, 500)];

    [Theory, MemberData(nameof(Rows))]
    public async Task Goes_on(int row)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20 + row % 10), TestContext.Current.CancellationToken);
        Assert.Equal(row, row);
    }
}
