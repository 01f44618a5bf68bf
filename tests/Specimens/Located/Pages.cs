namespace Specimens;

/// <summary>Three pages, looked at from every location.</summary>
[Team("shop"), Every("3s"), Within("2s"), From]
public class Pages : Journey
{
    [Theory]
    [InlineData("books")]
    [InlineData("authors")]
    [InlineData("reviews")]
    public async Task Page_is_there(string name)
    {
        var page = await Open($"/{name}");
        await page.ShouldShow($"All our {name}");
    }
}
