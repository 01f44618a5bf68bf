using System.Collections;
using System.Reflection;

namespace Specimens;

/// <summary>Every way to give a theory its rows.</summary>
public class Data
{
    public static readonly IEnumerable<object?[]> Field = [["field"], [null]];

    public static TheoryData<string, int> Property => new() { { "a", 1 }, { "b", 2 } };

    public static MatrixTheoryData<string, int> Matrix => new(["a", "b"], [1, 2, 3]);

    public static IEnumerable<(string, int)> Tuples(int count) => Enumerable.Range(0, count).Select(n => ($"tuple {n}", n));

    public static async Task<IEnumerable<TheoryDataRow<string>>> Later()
    {
        await Task.Yield();
        return [new("later"), new("later still")];
    }

    public static async IAsyncEnumerable<TheoryDataRow<string>> Streamed()
    {
        await Task.Yield();
        yield return new("one");
        yield return new("two");
    }

    [Theory, MemberData(nameof(Field))]
    public void From_a_field(string? text) => Assert.True(text is null or "field");

    [Theory, MemberData(nameof(Property))]
    public void From_a_property(string text, int number) => Assert.NotEqual(text, $"{number}");

    [Theory, MemberData(nameof(Matrix))]
    public void From_a_matrix(string text, int number) => Assert.False(text == "b" && number == 2);

    [Theory, MemberData(nameof(Tuples), 2), MemberData(nameof(Tuples), 3)]
    public void From_a_method_twice(string text, int number) => Assert.EndsWith($"{number}", text);

    [Theory, MemberData(nameof(Later))]
    public void From_a_task(string text) => Assert.StartsWith("later", text);

    [Theory, MemberData(nameof(Streamed))]
    public void From_a_stream(string text) => Assert.NotEmpty(text);

    [Theory, MemberData(nameof(Others.Rows), MemberType = typeof(Others))]
    public void From_another_class(int number) => Assert.NotEqual(0, number);

    [Theory, ClassData(typeof(Others))]
    public void From_a_class(int number) => Assert.NotEqual(0, number);

    [Theory, Counted(3)]
    public void From_an_attribute_of_its_own(int number) => Assert.InRange(number, 0, 2);

    [Theory, MemberData(nameof(None))]
    public void From_nothing(int number) => Assert.Equal(number, number);

    [Theory(SkipTestWithoutData = true), MemberData(nameof(None))]
    public void From_nothing_is_skipped(int number) => Assert.Equal(number, number);

    [Theory, MemberData(nameof(Throws))]
    public void From_what_throws(int number) => Assert.Equal(number, number);

    [Theory, MemberData("Nowhere")]
    public void From_what_is_not_there(int number) => Assert.Equal(number, number);

    [Theory, InlineData("one"), InlineData("too", "many"), InlineData]
    public void Too_few_or_too_many(string text) => Assert.NotNull(text);

    [Theory, InlineData("text")]
    public void Of_the_wrong_type(int number) => Assert.NotEqual(0, number);

    public static IEnumerable<TheoryDataRow<int>> None => [];

    public static IEnumerable<TheoryDataRow<int>> Throws => throw new InvalidOperationException("no rows today");

    public sealed class Others : IEnumerable<object[]>
    {
        public static IEnumerable<object[]> Rows => [[1], [2]];

        public IEnumerator<object[]> GetEnumerator() => Rows.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed class CountedAttribute(int count) : DataAttribute
    {
        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
            new([.. Enumerable.Range(0, count).Select(n => new TheoryDataRow<int>(n))]);

        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
