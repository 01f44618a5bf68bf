namespace Specimens;

/// <summary>Checks that owe: one runs out of time, one cannot pay.</summary>
[Team("platform"), Every("1h")]
public class Owes : Journey
{
    [Fact, Within("1s")]
    public async Task And_takes_too_long()
    {
        await Owe(() => Undo(RunId));
        await Task.Delay(Timeout.Infinite, Stop);
    }

    [Fact]
    public Task And_cannot_pay() => Owe(() => Refuse("order 66"));

    private static Task Undo(string run) => File.AppendAllTextAsync(System.Environment.GetEnvironmentVariable("UNDONE")!, run + "\n");

    private static Task Refuse(string order) => throw new InvalidOperationException($"{order} cannot be cancelled any more");
}
