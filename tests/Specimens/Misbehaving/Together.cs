namespace Specimens;

/// <summary>Checks of one explicit collection never overlap; those of none do.</summary>
[CollectionDefinition(nameof(OneAtATime))]
public class OneAtATime;

[Team("platform"), Collection(nameof(OneAtATime))]
public class Together
{
    private static int inside;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Stands_alone(int row)
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        await Task.Delay(50 + row, TestContext.Current.CancellationToken);
        Interlocked.Decrement(ref inside);
    }
}
