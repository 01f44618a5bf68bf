using System.Text.Json;
using CsCheck;
using RestSharp;
using SmokeTests.Api;
using SmokeTests.Recording;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>Paths to the values of JSON answers.</summary>
public class JsonTests
{
    private const string Package = """
        {
          "name": "dune", "length": 7, "": "empty", "it's": "quoted", "say \"hi\"": "double", "a\\b": "backslash",
        """ + """
         "[0]": "bracket", "tab\there": "tab",
          "schön": "umlaut", "😀": "face", "first name": "blank", "@id": "at", "a-b": "dash", "0": "zero",
          "versions": { "1.0.0": { "description": "first" }, "2.0.0": { "description": null } },
          "items": [{ "price": 7 }, { "price": 12.5 }, { "price": 20 }], "rows": [[1, 2], [3]], "none": [], "twice": 1, "twice": 2
        }
        """;

    [Theory]
    [InlineData("name", "dune")]
    [InlineData("versions['1.0.0'].description", "first")]
    [InlineData("versions[\"1.0.0\"].description", "first")]
    [InlineData("versions[ '1.0.0' ]['description']", "first")]
    [InlineData("['versions']['1.0.0']['description']", "first")]
    [InlineData("['it\\'s']", "quoted")]
    [InlineData("[\"it's\"]", "quoted")]
    [InlineData("it's", "quoted")]
    [InlineData("['say \"hi\"']", "double")]
    [InlineData("[\"say \\\"hi\\\"\"]", "double")]
    [InlineData("['a\\\\b']", "backslash")]
    [InlineData("a\\b", "backslash")]
    [InlineData("['[0]']", "bracket")]
    [InlineData("['tab\\there']", "tab")]
    [InlineData("['tab\\u0009here']", "tab")]
    [InlineData("schön", "umlaut")]
    [InlineData("['sch\\u00f6n']", "umlaut")]
    [InlineData("['\\uD83D\\uDE00']", "face")]
    [InlineData("😀", "face")]
    [InlineData("first name", "blank")]
    [InlineData("@id", "at")]
    [InlineData("a-b", "dash")]
    [InlineData("0", "zero")]
    [InlineData("['']", "empty")]
    public void A_member_is_found_by_its_name(string path, string value) => Answer(Package).At<string>(path).Should().Be(value);

    [Theory]
    [InlineData("items[1].price", 12.5)]
    [InlineData("items[-1].price", 20)]
    [InlineData("items[-3].price", 7)]
    [InlineData("items[ 0 ]['price']", 7)]
    [InlineData("items.length", 3)]
    [InlineData("items['length']", 3)]
    [InlineData("none.length", 0)]
    [InlineData("rows[0][1]", 2)]
    [InlineData("rows[1].length", 1)]
    [InlineData("length", 7)]
    [InlineData("twice", 2)]
    public void A_number_is_found_by_its_place(string path, double value) => Answer(Package).At<double>(path).Should().Be(value);

    [Fact]
    public void An_empty_path_is_the_whole_answer()
    {
        Answer("[1,2,3]").At<int[]>("").Should().Equal(1, 2, 3);
        Answer("[1,2,3]").At<int>("[2]").Should().Be(3);
        Answer("[1,2,3]").At<int>("length").Should().Be(3);
        Answer("\uFEFF{\"a\":1}").At<int>("a").Should().Be(1);
        Answer(new string('[', 500) + new string(']', 500)).At<int>("[0][0].length").Should().Be(1);
    }

    [Theory]
    [InlineData("items[3].price", "the answer has no items[3].price", "items is an array of 3")]
    [InlineData("items[-4]", "the answer has no items[-4]", "items is an array of 3")]
    [InlineData("versions['3.0.0'].description", "the answer has no versions['3.0.0'].description",
        "versions is an object with 1.0.0, 2.0.0")]
    [InlineData("versions['1.0.0'].author", "has no versions['1.0.0'].author", "versions['1.0.0'] is an object with description")]
    [InlineData("name.first", "has no name.first", "name is \"dune\"")]
    [InlineData("name[0]", "has no name[0]", "name is \"dune\"")]
    [InlineData("items.0", "has no items.0", "items is an array of 3")]
    [InlineData("versions", "versions is no Double", "an object with 1.0.0, 2.0.0")]
    [InlineData("versions['2.0.0'].description", "versions['2.0.0'].description is no Double", "null")]
    public void A_value_that_is_not_there_is_told_with_what_is(string path, params string[] told) =>
        new Action(() => Answer(Package).At<double>(path)).Should().Throw<JourneyFailedException>().Which.Message.Should().ContainAll(told);

    [Theory]
    [InlineData("a..b", 3, "a name is missing")]
    [InlineData(".a", 1, "a name is missing")]
    [InlineData("a.", 3, "a name is missing")]
    [InlineData("a.[0]", 3, "a name is missing")]
    [InlineData("a[0]b", 5, "\".\" or \"[\"")]
    [InlineData("a]", 2, "\".\" or \"[\"")]
    [InlineData("a[", 3, "a number")]
    [InlineData("a[]", 3, "a number")]
    [InlineData("a[b]", 3, "a name in quotes")]
    [InlineData("a[*]", 3, "leads to one value")]
    [InlineData("a[?(@.x)]", 3, "leads to one value")]
    [InlineData("a[1:2]", 4, "\"]\"")]
    [InlineData("a[1", 4, "\"]\"")]
    [InlineData("a[1,2]", 4, "\"]\"")]
    [InlineData("a[--1]", 3, "a number")]
    [InlineData("a[1.5]", 4, "\"]\"")]
    [InlineData("a[99999999999]", 3, "a number")]
    [InlineData("a['b]", 3, "no end")]
    [InlineData("a['b\"]", 3, "no end")]
    [InlineData("a['b'", 6, "\"]\"")]
    [InlineData("a['\\x']", 4, "no escape")]
    [InlineData("a['\\u12']", 4, "no escape")]
    [InlineData("a['\\", 4, "no escape")]
    [InlineData("a.'b.c'", 3, "in brackets")]
    public void A_path_that_cannot_be_read_is_the_checks_fault_and_says_where(string path, int at, string told)
    {
        var message = new Action(() => JsonPath.Parse(path)).Should().Throw<CheckBrokenException>().Which.Message;
        message.Should().ContainAll(told, $"(character {at})", $"\n  {path}\n  {new string(' ', at - 1)}^");
    }

    [Fact]
    public void A_type_that_no_json_becomes_is_the_checks_fault() =>
        new Action(() => Answer(Package).At<IDisposable>("versions")).Should().Throw<CheckBrokenException>().Which.Message.Should()
        .Contain("IDisposable");

    [Fact]
    public void Any_text_is_a_path_or_a_mistake()
    {
        var letters = Gen.Char["abléz0019.[]'\"\\/ubnt-*:$@ \n\t😀"];
        Gen.String[letters, 0, 20].Sample(path =>
        {
            try
            {
                Answer(Package).At<JsonElement>(path);
            }
            catch (Exception e) when (e is CheckBrokenException or JourneyFailedException)
            {
                // A mistake in the path, or nothing there.
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Any_name_is_found_in_quotes()
    {
        Gen.String.Where(name => !name.Any(char.IsSurrogate)).Sample(name =>
        {
            var json = JsonSerializer.Serialize(new Dictionary<string, object> { [name] = new[] { 1, 2 } });
            var quoted = name.Replace("\\", "\\\\", StringComparison.Ordinal);
            Answer(json).At<int>($"['{quoted.Replace("'", "\\'", StringComparison.Ordinal)}'][-1]").Should().Be(2);
            Answer(json).At<int>($"[{JsonSerializer.Serialize(name)}][0]").Should().Be(1);
        }, iter: 2_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{\"a\":")]
    [InlineData("\uFEFF")]
    public void What_is_no_json_is_told(string text) =>
        new Action(() => Answer(text).At<int>("a")).Should().Throw<JourneyFailedException>().Which.Message.Should()
        .Contain("the answer is no JSON");

    [Fact]
    public async Task A_byte_order_mark_before_an_apis_json_is_none_of_it()
    {
        await using var site = await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync((byte[])[0xEF, 0xBB, 0xBF, .. """{"data":{"versions":{"1.0.0":{"name":"Dune"}}}}"""u8]);
        });
        using var run = Call.On(site.Address);
        using var api = Call.Api(run);
        var answer = await api.ExecuteAsync(new RestRequest("book"));
        new JsonAnswer(answer.Content!, run.Recorder, "here").At<string>("versions['1.0.0'].name", "data").Should().Be("Dune");
    }

    private static JsonAnswer Answer(string json) => new(json, new Recorder(TimeProvider.System, new SecretRedactor(), () => null), "here");
}
