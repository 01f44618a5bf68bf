using System.Globalization;
using SmokeTests.Worker;
using Xunit.v3;

namespace SmokeTests.Tests;

/// <summary>What a check's history is kept under must neither change nor be shared.</summary>
public class RowKeyTests
{
    private const string Class = "SmokeTests.Tests.RowKeyTests+Methods";

    [Theory]
    //          method           arguments as before      key of earlier versions
    [InlineData("Row",           5,                       "~6c87f51d")]
    [InlineData("Text",          "",                      "~9c83d7d5")]
    [InlineData("Text",          "1",                     "~3c7f33b6")]
    [InlineData("Text",          null,                    "~897f1746")]
    public void A_row_that_its_name_tells_in_full_keeps_the_key_that_it_had(string method, object? argument, string key) =>
        Key(method, argument).Should().Be($"{Class}.{method}{key}");

    [Fact]
    public void So_do_several_arguments() => Key("Two", "dune", true).Should().Be($"{Class}.Two~71e7217d");

    [Fact]
    public void A_test_that_is_no_row_is_called_by_its_method() => Key("None").Should().Be($"{Class}.None");

    [Fact]
    public void Rows_that_differ_have_keys_that_differ()
    {
        object?[] values =
        [
            null, "", " ", "null", "1", '1', 1, 1L, (short)1, 1u, 1.0, 1.0f, 1m, -1, true, "True", double.NaN, 0.1, 0.1f,
            "https://www.shop.example/catalogue/clothes/shoes/running/red-42",
            "https://www.shop.example/catalogue/clothes/shoes/running/blue-43",
            new[] { 1, 2, 3, 4, 5, 6 }, new[] { 1, 2, 3, 4, 5, 7 }, new[] { 1L }, new[] { "a", "b" }, new[] { "a, b" }, Array.Empty<int>(),
            Array.Empty<string>(),
            DayOfWeek.Monday, DayOfWeek.Tuesday, ConsoleColor.Black, new DateTime(1, DateTimeKind.Utc),
            new DateTime(1, DateTimeKind.Unspecified), new DateTimeOffset(1, TimeSpan.Zero),
            TimeSpan.FromTicks(1), Guid.Empty, typeof(int), typeof(long), "a\nb", "a\\nb", "a\u200Bb", "ab", ("a", 1), ("a", 2),
        ];
        values.Select(v => Key("Anything", v)).Should().OnlyHaveUniqueItems().And.OnlyContain(k => k.StartsWith($"{Class}.Anything~"));
        new[] { 1, 1L, (object)"1" }.Select(v => Key("Generic", v)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Keys_are_the_same_in_every_culture_and_at_every_start()
    {
        var before = Everything();
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "−";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.DateTimeFormat.ShortDatePattern = "d.M.yyyy";
        var usual = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            Everything().Should().Equal(before);
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
        new[] { Key("Anything", -1.5), Key("Anything", (object)new[] { "a", "b" }),
            Key("Anything", DayOfWeek.Monday) }.Select(k => k[^16..])
            .Should().Equal("0579b0a3cf0557e2", "82249204113ff6e1", "32844ab02bf6e3a8");

        static string[] Everything() =>
            [Key("Row", -5), Key("Anything", -1.5), Key("Anything", 1.5m), Key("Anything", new DateTime(2026, 11, 28)),
                Key("Anything", (object)new[] { -1.5 })];
    }

    [Fact]
    public void Cases_that_only_their_name_tells_apart_are_all_kept()
    {
        var (one, other) = (Case("None", [], "the second"), Case("None", [], "the first"));
        var keyed = Catalog.Keyed([one, other]);
        keyed.Should().HaveCount(2);
        keyed[$"{Class}.None"].Should().BeSameAs(other);
        Catalog.Keyed([other, one]).Should().Equal(keyed, "their order is not the compiler's");
    }

    [Fact]
    public void Long_arguments_are_cut_where_they_do_not_differ()
    {
        var rows = new[] { "red-42", "blue-43" }.Select(end => $"https://www.shop.example/catalogue/clothes/shoes/running/{end}")
            .Select(a => ("key~1", "Opens (text: \"https://www.shop.exa\"···)", Test: (IXunitTestCase)Case("Text", [a]))).ToArray();
        RowName.Apart(rows).Should().Equal(
            "Opens (text: \"https://www.shop.exa…e/catalogue/clothes/shoes/running/red-42\")",
            "Opens (text: \"https://www.shop.exa…/catalogue/clothes/shoes/running/blue-43\")");
        RowName.Apart([("key", "Opens", Case("None", []))]).Should().Equal("Opens");
    }

    [Fact]
    public void Names_say_types_and_at_last_keys_where_nothing_else_differs()
    {
        RowName.Apart([("m~a", "Opens (value: 1)", Case("Anything", [1])), ("m~b", "Opens (value: 1)", Case("Anything", [1L]))]).Should()
            .Equal("Opens (value: 1)", "Opens (value: 1 Int64)");
        var (long1, long2) = (new string('a', 400) + "1" + new string('b', 400), new string('a', 400) + "2" + new string('b', 400));
        RowName.Apart([("m~a", "Opens", Case("Text", [long1])), ("m~b", "Opens", Case("Text", [long2]))]).Should()
            .OnlyHaveUniqueItems().And.OnlyContain(n => n.Length < 120);
    }

    private static string Key(string method, params object?[]? arguments) => Catalog.Key(Case(method, arguments ?? [null]));

    private static XunitTestCase Case(string method, object?[] arguments, string name = "a name")
    {
        var assembly = new XunitTestAssembly(typeof(RowKeyTests).Assembly, null, null, "assembly");
        var type = new XunitTestClass(typeof(Methods),
            new XunitTestCollection(assembly, null, disableParallelization: false, "collection"));
        var found = typeof(Methods).GetMethod(method)!;
        var closed = found.IsGenericMethodDefinition ? found.MakeGenericMethod(arguments[0]!.GetType()) : found;
        return new XunitTestCase(new XunitTestMethod(type, closed, arguments), name, "id", @explicit: false,
            testMethodArguments: arguments);
    }

    public static class Methods
    {
        public static void None() { }

        public static void Row(int row) => _ = row;

        public static void Text(string? text) => _ = text;

        public static void Two(string name, bool found) => _ = (name, found);

        public static void Anything(object? value) => _ = value;

        public static void Generic<T>(T value) => _ = value;
    }
}
