namespace Specimens;

/// <summary>The log-in that all else stands on.</summary>
[Team("accounts"), Every("1m")]
public class SigningIn : Journey
{
    [Fact]
    public async Task A_member_logs_in() => await (await Open("/login")).LogIn(Account("shopper"));
}

/// <summary>Twenty checks of members, of another team.</summary>
[Team("storefront"), Every("1m"), DependsOn(typeof(SigningIn))]
public class Members : Journey
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Rows))]
    public async Task A_member_sees_her_orders(int row)
    {
        var shop = await Open($"/login?row={row}");
        await shop.LogIn(Account("shopper"));
        await shop.Open("/account");
        await shop.ShouldShow("Your orders");
    }
}
