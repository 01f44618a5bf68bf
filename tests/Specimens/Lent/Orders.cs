namespace Specimens;

/// <summary>Sixteen checks that want one of two log-ins for themselves.</summary>
[Every("10s"), Within("12s")]
public class Orders : Journey
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, 16)];

    [Theory, MemberData(nameof(Rows))]
    public async Task A_member_orders_alone(int row)
    {
        var member = await Borrow("member");
        var page = await Open($"/order/{member.User}/{System.Environment.GetEnvironmentVariable("LENT_BY")}/{row}");
        await page.ShouldShow("Thank you");
    }
}
