namespace Specimens;

/// <summary>Twenty checks that do no harm, every second.</summary>
[Team("crowd"), Every("1s"), Within("10s")]
public class Good
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, 20)];

    [Theory, MemberData(nameof(Rows))]
    public async Task Goes_on(int row)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20 + row), TestContext.Current.CancellationToken);
        Assert.Equal(row, row);
    }
}
