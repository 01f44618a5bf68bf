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
        var lent = await Borrow(Loan.Taken, Loan.Given);
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
        var before = (await Borrow(Loan.Given))!.Value;
        run.Add(before.Lock);
        back.Should().BeEmpty();
        run.Dispose();
        back.Should().ContainSingle();
        var late = (await Borrow(Loan.Given))!.Value;
        run.Add(late.Lock);
        back.Should().HaveCount(2);
        var next = (await Borrow(Loan.Given))!.Value;
        next.LogIn.User.Value.Should().Be(late.LogIn.User.Value, "its lock is free again");
        next.Lock.Dispose();
    }

    [Fact]
    public async Task What_another_has_in_this_machine_is_not_asked_for()
    {
        using var first = (await Borrow(Loan.Given))!.Value.Lock;
        wanted.Clear();
        (await Borrow(Loan.Taken)).Should().BeNull();
        wanted.Should().ContainSingle();
    }

    [Fact]
    public async Task All_in_use_is_told_from_one_whose_runner_is_gone_and_from_what_nobody_knows()
    {
        (await Borrow(Loan.Taken, Loan.Unknown)).Should().BeNull();
        (await this.Invoking(_ => Borrow(Loan.Taken, Loan.Left)).Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("a runner that is gone had a log-in");
        (await this.Invoking(_ => Borrow(Loan.Unknown, Loan.Unknown)).Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("cannot be known while the runners' database is away");
        (await Borrow(Loan.Given)).Should().NotBeNull("what was not lent is not kept");
    }

    [Fact]
    public async Task What_was_left_may_be_asked_for_by_another_at_the_last_look()
    {
        var borrowing = () => Borrow(TimeSpan.FromMilliseconds(50), Loan.Taken, Loan.Left, Loan.Taken, Loan.Taken);
        (await borrowing.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain("a runner that is gone");
    }

    [Fact]
    public async Task Who_does_not_wait_for_the_answer_any_more_takes_nothing()
    {
        using var stop = new CancellationTokenSource();
        var lender = new Lender(message => { Hear(message); return true; });
        var borrowing = Pool.Borrow("test", name, account, TimeSpan.Zero, TimeSpan.FromMinutes(1), lender, TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await borrowing.Invoking(b => b).Should().ThrowAsync<OperationCanceledException>();
        back.Should().Equal(new LogInBack(wanted.Single().Id));
        lender.Answer(new LogInLent(wanted[0].Id, Loan.Given));
        (await Borrow(Loan.Given)).Should().NotBeNull();
    }

    [Fact]
    public async Task What_cannot_be_locked_at_all_is_not_in_use()
    {
        // As a lock file of another user, which may not be opened.
        using (var first = (await Borrow(Loan.Given))!.Value.Lock)
            wanted.Should().ContainSingle();
        var file = Path.Combine(Path.GetTempPath(), "smoketests-accounts", wanted[0].LogIn);
        File.Delete(file);
        Directory.CreateDirectory(file);
        try
        {
            (await this.Invoking(_ => Borrow(Loan.Given)).Should().ThrowAsync<CheckBrokenException>()).Which.Message
                .Should().Contain("cannot be known").And.Contain(file);
        }
        finally
        {
            Directory.Delete(file);
        }
    }

    private Task<(LogInSettings LogIn, IDisposable Lock)?> Borrow(params Loan[] answers) => Borrow(TimeSpan.Zero, answers);

    private Task<(LogInSettings LogIn, IDisposable Lock)?> Borrow(TimeSpan patience, params Loan[] answers)
    {
        var next = new Queue<Loan>(answers);
        Lender? lender = null;
        lender = new Lender(message =>
        {
            Hear(message);
            if (message is LogInWanted asked)
                lender!.Answer(new LogInLent(asked.Id, next.Dequeue()));
            return true;
        });
        return Pool.Borrow("test", name, account, patience, TimeSpan.FromMinutes(1), lender, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private void Hear(Message message)
    {
        if (message is LogInWanted asked)
            wanted.Add(asked);
        if (message is LogInBack returned)
            back.Add(returned);
    }

    private static LogInSettings LogIn(string user) => new(new Text(user, null), new Text("pw", null), null);
}
