using SmokeTests.Accounts;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Tests;

/// <summary>Log-ins that a runner lends, together with others: whatever it answers.</summary>
public class PoolTests
{
    private readonly AccountSettings account = new([LogIn("ada"), LogIn("bob")]);
    private readonly string name = "a" + Guid.NewGuid().ToString("N");
    private readonly List<LogInWanted> wanted = [];
    private readonly List<LogInBack> back = [];

    [Fact]
    public async Task What_the_runner_lends_is_used_and_goes_back()
    {
        var lent = await Borrow(AccountLease.Taken, AccountLease.Given);
        lent!.Value.LogIn.User.Value.Should().Be("bob");
        wanted.Select(w => w.LogIn).Should().OnlyHaveUniqueItems().And.HaveCount(2);
        wanted[1].Seconds.Should().Be(70, "the run may take a minute, and its end some seconds");
        back.Should().BeEmpty();
        lent.Value.Lock.Dispose();
        back.Should().Equal(new LogInBack(wanted[1].Id));
    }

    [Fact]
    public async Task What_is_lent_when_the_run_is_over_goes_straight_back()
    {
        var run = new BorrowedLogIns();
        var before = (await Borrow(AccountLease.Given))!.Value;
        run.Add(before.Lock);
        back.Should().BeEmpty();
        run.Dispose();
        back.Should().ContainSingle();
        var late = (await Borrow(AccountLease.Given))!.Value;
        run.Add(late.Lock);
        back.Should().HaveCount(2);
        var next = (await Borrow(AccountLease.Given))!.Value;
        next.LogIn.User.Value.Should().Be(late.LogIn.User.Value, "its lock is free again");
        next.Lock.Dispose();
    }

    [Fact]
    public async Task What_another_has_in_this_machine_is_not_asked_for()
    {
        using var first = (await Borrow(AccountLease.Given))!.Value.Lock;
        wanted.Clear();
        (await Borrow(AccountLease.Taken)).Should().BeNull();
        wanted.Should().ContainSingle();
    }

    [Fact]
    public async Task All_in_use_is_told_from_one_whose_runner_is_gone_and_from_what_nobody_knows()
    {
        (await Borrow(AccountLease.Taken, AccountLease.Unknown)).Should().BeNull();
        (await this.Invoking(_ => Borrow(AccountLease.Taken, AccountLease.Left)).Should().ThrowAsync<Exception>()).Which.Message.Should()
            .Contain("a runner that is gone had a log-in");
        (await this.Invoking(_ => Borrow(AccountLease.Unknown, AccountLease.Unknown)).Should()
            .ThrowAsync<Exception>()).Which.Message.Should().Contain("cannot be known while the runners' database is away");
        (await Borrow(AccountLease.Given)).Should().NotBeNull("what was not lent is not kept");
    }

    [Fact]
    public async Task What_was_left_may_be_asked_for_by_another_at_the_last_look()
    {
        var borrowing = () => Borrow(TimeSpan.FromMilliseconds(50), AccountLease.Taken, AccountLease.Left, AccountLease.Taken,
            AccountLease.Taken);
        (await borrowing.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("a runner that is gone");
    }

    [Fact]
    public async Task Who_does_not_wait_for_the_answer_any_more_takes_nothing()
    {
        using var stop = new CancellationTokenSource();
        var lender = new AccountLender(message => { Hear(message); return true; });
        var borrowing = AccountPool.Borrow("test", name, account, TimeSpan.Zero, TimeSpan.FromMinutes(1), lender, TimeProvider.System,
            stop.Token);
        await stop.CancelAsync();
        await borrowing.Invoking(b => b).Should().ThrowAsync<OperationCanceledException>();
        back.Should().Equal(new LogInBack(wanted.Single().Id));
        lender.Answer(new LogInLent(wanted[0].Id, AccountLease.Given));
        (await Borrow(AccountLease.Given)).Should().NotBeNull();
    }

    [Fact]
    public async Task What_cannot_be_locked_at_all_is_not_in_use()
    {
        // As a lock file of another user, which may not be opened.
        using (var first = (await Borrow(AccountLease.Given))!.Value.Lock)
            wanted.Should().ContainSingle();
        var file = Path.Combine(Path.GetTempPath(), "smoketests-accounts", wanted[0].LogIn);
        File.Delete(file);
        Directory.CreateDirectory(file);
        try
        {
            (await this.Invoking(_ => Borrow(AccountLease.Given)).Should().ThrowAsync<CheckBrokenException>()).Which.Message
                .Should().Contain("cannot be known").And.Contain(file);
        }
        finally
        {
            Directory.Delete(file);
        }
    }

    private Task<(LogInSettings LogIn, IDisposable Lock)?> Borrow(params AccountLease[] answers) => Borrow(TimeSpan.Zero, answers);

    private Task<(LogInSettings LogIn, IDisposable Lock)?> Borrow(TimeSpan patience, params AccountLease[] answers)
    {
        var next = new Queue<AccountLease>(answers);
        AccountLender? lender = null;
        lender = new AccountLender(message =>
        {
            Hear(message);
            if (message is LogInWanted asked)
                lender!.Answer(new LogInLent(asked.Id, next.Dequeue()));
            return true;
        });
        return AccountPool.Borrow("test", name, account, patience, TimeSpan.FromMinutes(1), lender, TimeProvider.System,
            TestContext.Current.CancellationToken);
    }

    private void Hear(WorkerMessage message)
    {
        if (message is LogInWanted asked)
            wanted.Add(asked);
        if (message is LogInBack returned)
            back.Add(returned);
    }

    private static LogInSettings LogIn(string user) => new(new Text(user, null), new Text("pw", null), null);
}
