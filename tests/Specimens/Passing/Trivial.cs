namespace Specimens;

[Team("platform"), Every("10s")]
public class Trivial
{
    [Fact]
    public async Task Passes() => await Task.Yield();
}
