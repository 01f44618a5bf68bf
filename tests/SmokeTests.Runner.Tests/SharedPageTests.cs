using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Board;

namespace SmokeTests.Runner.Tests;

/// <summary>Whose page may be handed to whom.</summary>
public class SharedPageTests
{
    [Theory]
    [InlineData("ada", Role.Operator, "ada", Role.Operator, true)]
    [InlineData("ada", Role.Operator, "ada", Role.Viewer, false)]    // two people of one name: an operator's page has links that act
    [InlineData("ada", Role.Viewer, "bob", Role.Viewer, false)]      // each page says who has signed in
    public async Task A_page_is_shared_by_those_who_see_the_same(string one, string role, string other, string otherRole, bool shared)
    {
        var (first, second) = (await Seen(one, role), await Seen(other, otherRole));
        first.SequenceEqual(second).Should().Be(shared);
    }

    private static async Task<KeyValuePair<string, string>[]> Seen(string name, string role)
    {
        var context = new OutputCacheContext { HttpContext = new DefaultHttpContext { User = AccessSetup.Somebody(name, role, "test") } };
        await new SharedPage().CacheRequestAsync(context, TestContext.Current.CancellationToken);
        return [.. context.CacheVaryByRules.VaryByValues.OrderBy(v => v.Key, StringComparer.Ordinal)];
    }
}
