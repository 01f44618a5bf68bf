using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>One cause, one message, to whoever can mend it.</summary>
public class CauseTests
{
    [Fact]
    public async Task A_log_in_that_is_broken_is_one_message_and_the_twenty_checks_that_need_it_are_grey()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        await using var runner =
            new Runner([Product.Specimen("Members"), "--every", "2s"], shop.Environment.Concat(slack.Environment).ToDictionary());
        await runner.Start();
        await runner.Until("all pass", async () => (await runner.Checks()) is { Length: 21 } all && all.All(c => c.Outcome == "Passed"));
        await shop.Break("login-renamed");
        await runner.Until("the twenty are grey",
            async () => (await runner.Checks()).Count(c => c.Colour == "Grey" && c.BlamedOn is not null) == 20);
        await runner.Until("the cause is told", () => Task.FromResult(slack.Taken.Count > 0));
        await runner.Until("two more rounds have come and gone",
            async () => (await runner.Runs("A member logs in")).Count(r => r.Outcome == "Failed") >= 4);
        slack.Taken.Select(m => $"{m.Team} {m.Header}").Should()
            .Equal("accounts ✗ \"SigningIn: A member logs in\" is broken in local (accounts)");
        (await runner.Checks()).Count(c => c.Colour == "Red").Should().Be(1);
        (await runner.Page("/")).Should()
            .Contain("1 of 21 broken in local: accounts").And.Contain("waits for &quot;SigningIn: A member logs in&quot;");

        await shop.Heal("login-renamed");
        await runner.Until("all is green", async () => (await runner.Checks()).All(c => c.Colour == "Green"));
        await runner.Until("its end is told", () => Task.FromResult(slack.Taken.Count == 2));
        slack.Taken.Should().OnlyContain(m => m.Team == "accounts");
    }

    [Fact]
    public async Task A_machine_that_is_cut_off_blames_nobody()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        var reachable = true;
        await using var canary = await TestSite.Answering(context =>
        {
            if (!reachable)
                context.Abort();
            return Task.CompletedTask;
        });
        await using var runner = new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book"],
            shop.Environment.Concat(slack.Environment).Append(new("SMOKETESTS__canaries", canary.Address.ToString())).ToDictionary());
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        reachable = false;
        await shop.Break("search-empty");
        await runner.Until("it says nothing, again and again",
            async () => (await runner.Runs("A visitor finds a book")).Count(r => r.Outcome == "Skipped") >= 4);
        slack.Taken.Should().BeEmpty();
        var check = await runner.Check("A visitor finds a book");
        (check.Colour, check.BlamedOn).Should().Be(("Grey", "The runner is connected"));
        (await runner.Page($"/runs/{check.Run}")).Should().Contain("this machine is cut off");

        reachable = true;
        await runner.Until("now the product is blamed", () => Task.FromResult(slack.Taken.Count == 1));
        slack.Taken[0].Header.Should().Contain("A visitor finds a book\" is broken");
    }
}
