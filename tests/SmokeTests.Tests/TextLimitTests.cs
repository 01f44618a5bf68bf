using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests.Tests;

/// <summary>Every text of a run has a limit where it arises, however much the check or its site says.</summary>
public class TextLimitTests
{
    private static readonly string Much = new('x', 5_000_000);
    private readonly Recorder recorder = new(TimeProvider.System, new SecretRedactor(), () => null);

    [Fact]
    public async Task Names_notes_addresses_and_measures_of_steps_are_cut()
    {
        await recorder.Take(Much, _ =>
        {
            recorder.Note(Much);
            recorder.Note(Much);
            recorder.Answered(Much, 200);
            recorder.Measured(Much, 1, Much);
            recorder.Measured("no number", double.NaN, "B");
            return Task.FromResult(0);
        });
        recorder.Steps.Single().Should()
            .Match<StepTaken>(s => s.Name.Length <= TextLimit.Line && s.Note!.Length <= TextLimit.Line && s.Page!.Length <= TextLimit.Line);
        recorder.Measures.Should().ContainSingle().Which.Should().Match<Measure>(m => m.Name.Length <= 100 && m.Unit.Length <= 100);
    }

    [Fact]
    public async Task Of_many_steps_the_first_are_kept_and_the_last()
    {
        for (var i = 0; i < 5_000; i++)
            await recorder.Take($"step {i}", _ => Task.FromResult(0));
        recorder.Steps.Should().HaveCount(TextLimit.Items);
        (recorder.Steps[0].Name, recorder.Steps[^1].Name).Should().Be(("step 0", "step 4999"));
    }

    [Fact]
    public void What_a_word_says_when_it_fails_is_cut_in_the_middle()
    {
        var failure = recorder.Fail($"begin{Much}end", Much, Much, Much);
        failure.Message.Length.Should().BeLessThan(TextLimit.Block + 60);
        failure.Message.Should().StartWith("begin").And.Contain("characters left out");
        recorder.FailureOf(failure.Message).Should().NotBeNull("the verdict finds it by its message");
        recorder.Failure!.Expected!.Length.Should().BeLessThan(TextLimit.Block + 60);
        recorder.Failure.Summary.Length.Should().BeLessThanOrEqualTo(TextLimit.Line);
    }

    [Fact]
    public void Of_an_exception_the_message_is_cut_and_of_many_inside_it_the_first_are_kept()
    {
        Thrown.Of(new InvalidOperationException(Much)).Message.Length.Should().BeLessThan(TextLimit.Block * 4 + 60);
        Thrown.Of(new AggregateException(Enumerable.Range(0, 100_000).Select(i => new InvalidOperationException($"{i}")))).All
            .Should().HaveCount(TextLimit.Exceptions + 1);
        var deep = new InvalidOperationException("deepest");
        for (var i = 0; i < 20_000; i++)
            deep = new InvalidOperationException($"{i}", deep);
        Thrown.Of(deep).All.Should().HaveCount(TextLimit.Exceptions + 1);

        string[] messages = [.. Enumerable.Repeat("m", 50_000)];
        int[] parents = [.. Enumerable.Range(-1, 50_000)];
        Thrown.Of([.. messages], messages, parents).All.Should().HaveCount(TextLimit.Exceptions);
    }

    [Fact]
    public void A_secret_at_a_cut_leaves_no_half_of_itself()
    {
        var redactor = new SecretRedactor();
        redactor.Learn("correct-horse-battery-staple");
        var hidden = new Recorder(TimeProvider.System, redactor, () => null);
        for (var at = TextLimit.Block / 2 - 40; at < TextLimit.Block / 2 + 40; at++)
        {
            var text = new string('a', at) + "correct-horse-battery-staple" + new string('b', Much.Length) + "correct-horse-battery-staple"
                + new string('c', at);
            hidden.Fail(text).Message.Should().NotContainAny("horse", "battery", "staple");
        }
    }

    [Fact]
    public void A_console_keeps_the_beginning_of_what_is_written_and_counts_the_rest()
    {
        var output = new RunOutput();
        var heard = 0L;
        output.Heard = text => heard += text.Length;
        for (var i = 0; i < 1024; i++)
            output.Write(Much.AsSpan(0, 1024 * 1024));
        output.Characters.Should().Be(1024L * 1024 * 1024);
        output.ToString().Length.Should().BeLessThan(TextLimit.Output + 60);
        heard.Should().BeLessThan(RunOutput.Most, "whoever listens hears some of it");
    }
}
