namespace Specimens;

public enum Size { Small, Large }

public record Order(string Article, int Count) : IXunitSerializable
{
    public Order() : this("", 0) { }

    public string Article { get; private set; } = Article;

    public int Count { get; private set; } = Count;

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("article", Article);
        info.AddValue("count", Count);
    }

    public void Deserialize(IXunitSerializationInfo info)
    {
        Article = info.GetValue<string>("article") ?? "";
        Count = info.GetValue<int>("count");
    }

    public override string ToString() => "an order";
}

/// <summary>Rows whose display names are alike, each of which is a test of its own.</summary>
public class Rows
{
    [Theory]
    [InlineData("https://www.shop.example/catalogue/clothes/shoes/running/red-42")]
    [InlineData("https://www.shop.example/catalogue/clothes/shoes/running/blue-43")]
    [InlineData("https://www.shop.example/catalogue/clothes/shoes/running/green-44")]
    public void Long_texts(string address) => Assert.DoesNotContain("green", address);

    [Theory]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(new[] { 1, 2, 3, 4, 5, 7 })]
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, 7 })]
    public void Long_arrays(int[] items) => Assert.Equal(5, items[4]);

    [Theory, InlineData(1), InlineData(1L), InlineData((short)1), InlineData("1"), InlineData('1')]
    public void Types(object value) => Assert.IsNotType<long>(value);

    [Theory, InlineData(1), InlineData(1L), InlineData("a")]
    public void Generic<T>(T value) => Assert.NotNull(value);

    public static TheoryData<string> Labelled =>
    [
        new TheoryDataRow<string>("a") { Label = "same" }, new TheoryDataRow<string>("b") { Label = "same" },
        new TheoryDataRow<string>("c") { Label = "" }, new TheoryDataRow<string>("d") { Label = "" },
        new TheoryDataRow<string>("e") { TestDisplayName = "one name" },
        new TheoryDataRow<string>("e") { TestDisplayName = "another name" },
        new TheoryDataRow<string>("f") { TestDisplayName = "the same name", Label = "" },
        new TheoryDataRow<string>("g") { TestDisplayName = "the same name", Label = "" },
    ];

    [Theory, MemberData(nameof(Labelled))]
    public void Labels(string value) => Assert.NotEqual("b", value);

    [Theory, InlineData("twice"), InlineData("twice"), InlineData("once")]
    public void Identical(string value) => Assert.NotEmpty(value);

    public static TheoryData<object?> Anything =>
    [
        (object?)null, "", "null", true, "True", Size.Small, Size.Large, 0, 1.5, 1.5f, 1.5m, double.NaN,
        new DateTime(2026, 11, 28, 1, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 28, 1, 0, 0, DateTimeKind.Unspecified),
        new DateTimeOffset(2026, 11, 28, 1, 0, 0, TimeSpan.FromHours(1)), new DateOnly(2026, 11, 28), TimeSpan.FromTicks(1),
        Guid.Empty, typeof(int), typeof(long), new Uri("/a", UriKind.Relative),
        new[] { "a", "b" }, new[] { "a, b" },
        new Order("shoes", 1), new Order("shoes", 2), "line\nbreak", "line\\nbreak", "\u2028", "a\0b",
    ];

    [Theory, MemberData(nameof(Anything))]
    public void Values(object? value) => Assert.NotEqual("null", value);

    public static TheoryData<int[,]> Tables => [new[,] { { 1, 2 } }, new[,] { { 1 }, { 2 } }];

    [Theory, MemberData(nameof(Tables))]
    public void Tables_of_numbers(int[,] table) => Assert.Equal(2, table.Length);

    public static TheoryData<(string, int)> Pairs => [("a", 1), ("a", 2)];

    [Theory, MemberData(nameof(Pairs))]
    public void Tuples((string Text, int Number) pair) => Assert.Equal("a", pair.Text);

    [Theory, InlineData("a", 1), InlineData("a"), InlineData("a", 2, 3)]
    public void Params(string first, params int[] rest) => Assert.NotEmpty(first + rest.Length);

    [Theory, InlineData("a"), InlineData("a", "given")]
    public void Defaults(string first, string second = "default") => Assert.NotEqual(first, second);

    [Theory(DisplayName = "A name of its own"), InlineData(1), InlineData(2)]
    public void Display_name(int number) => Assert.InRange(number, 1, 2);

    [Theory(IncludeTestCaseIndex = true), InlineData("x"), InlineData("y")]
    public void Indexed(string text) => Assert.NotEmpty(text);
}

/// <summary>Not enumerated beforehand: one check, with several tests in each run.</summary>
public class TogetherInOneRun
{
    public static IEnumerable<TheoryDataRow<Lazy<int>>> Unserialisable =>
        [new(new(() => 1)), new(new(() => 2)) { Explicit = true }, new(new(() => 3)) { Skip = "this row alone" }];

    [Theory, MemberData(nameof(Unserialisable))]
    public void Not_serialisable(Lazy<int> value) => Assert.NotEqual(2, value.Value);

    public static IEnumerable<TheoryDataRow<int[][]>> Jagged => [new([[1], [2]]), new([[1, 2]])];

    [Theory, MemberData(nameof(Jagged))]
    public void Arrays_of_arrays(int[][] numbers) => Assert.NotEmpty(numbers);

    [Theory(DisableDiscoveryEnumeration = true), InlineData(1), InlineData(2)]
    public void Not_enumerated(int value) => Assert.NotEqual(2, value);

    public static IEnumerable<TheoryDataRow<Lazy<int>>> All_explicit => [new(new(() => 1)) { Explicit = true }];

    [Theory, MemberData(nameof(All_explicit))]
    public void Nothing_but_explicit(Lazy<int> value) => Assert.Fail($"explicit {value.Value}");

    public sealed class Held : IDisposable
    {
        public Held() => Log.Write("made", nameof(Held));

        public void Dispose() => Log.Write("disposed", nameof(Held));
    }

    public static IEnumerable<TheoryDataRow<Held>> Disposables()
    {
        yield return new(new Held());
    }

    [Theory, MemberData(nameof(Disposables))]
    public void Disposable_argument(Held value) => Assert.NotNull(value);
}
