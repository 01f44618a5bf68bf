using SmokeTests;
using Xunit;

namespace Specimens;

/// <summary>Secrets in all the other places that a check can put them.</summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Places : Journey
{
    public static TheoryData<string> Rows => new(System.Environment.GetEnvironmentVariable("CANARY_KEY") ?? "");

    [Fact]
    public void One_line_of_a_key() => throw new InvalidOperationException(Secret("pem").Reveal().Split('\n')[2]);

    [Fact]
    public void A_variable_that_it_never_asked_for() =>
        throw new InvalidOperationException(System.Environment.GetEnvironmentVariable("CANARY_UNASKED"));

    [Fact]
    public void A_cause() => throw new InvalidOperationException("so it is", new FormatException(Secret("key").Reveal()));

    [Fact]
    public void Several_causes() =>
        throw new AggregateException(new FormatException(Secret("key").Reveal()), new FormatException(Account("canary").Password.Reveal()));

    [Fact]
    public Task A_steps_name() => Step($"use {Secret("key").Reveal()}", () => Task.FromException(new InvalidOperationException("no")));

    [Fact]
    public void A_skip() => Assert.Skip($"not with {Secret("key").Reveal()}");

    [Fact]
    public void A_type_of_its_own() => throw new Xunit.Sdk.XunitException($"Assert.Own() Failure\nExpected: {Secret("key").Reveal()}");

    [Fact]
    public void An_attachment()
    {
        TestContext.Current.AddAttachment("note.txt", Secret("key").Reveal());
        Assert.Fail("see the note");
    }

    [Fact]
    public void A_diagnostic_message()
    {
        TestContext.Current.SendDiagnosticMessage(Secret("key").Reveal());
        Assert.Fail("see the message");
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_row(string key) => Assert.Fail($"the row is {key}");

    [Fact]
    public async Task A_debt_that_is_refused() => await Owe(() => Refuse(new Uri($"https://shop.example/{Secret("key").Reveal()}")));

    [Fact]
    public async Task A_debt() =>
        await Owe(() => Cancel("order 66", Secret("key").Reveal(), $"Bearer {Account("canary").Password.Reveal()}"));

    /// <summary>It passes, and its worker never says so.</summary>
    [Fact(Explicit = true)]
    public async Task A_debt_of_a_worker_that_ends()
    {
        await Owe(() => Cancel("order 67", Secret("key").Reveal(), Account("canary").Password.Reveal()));
        System.Environment.FailFast("the end of it");
    }

    [Fact]
    public Task An_address() => Open($"https://ada:{Secret("key").Reveal()}@127.0.0.1:1/");

    [Fact]
    public Task What_a_page_should_show() => Shows(Secret("key").Reveal());

    private async Task Shows(string text)
    {
        var page = await Open("/nothing");
        await page.ShouldShow(text);
    }

    private static Task Cancel(string order, string key, string bearer) =>
        throw new InvalidOperationException(order.Contains('•', StringComparison.Ordinal) || key.Contains('•', StringComparison.Ordinal)
            ? "the secret did not come back" : $"{order} of {key} cannot be cancelled with {bearer}");

    private static Task Refuse(Uri address) => throw new InvalidOperationException($"{address}");
}

/// <summary>A class whose end says a secret.</summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Ends : Journey
{
    [Fact]
    public void In_its_end()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var key = Secret("key").Reveal();
        await base.DisposeAsync();
        throw new InvalidOperationException($"the end of {key}");
    }
}

/// <summary>A class whose fixture says a secret that no run has asked for.</summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Fixtures(Fixtures.Fixture fixture) : IClassFixture<Fixtures.Fixture>
{
    [Fact]
    public void In_its_fixture() => Assert.NotNull(fixture);

    public class Fixture
    {
        public Fixture() => throw new InvalidOperationException(
            $"the fixture has {System.Environment.GetEnvironmentVariable("CANARY_UNASKED")}");
    }
}
