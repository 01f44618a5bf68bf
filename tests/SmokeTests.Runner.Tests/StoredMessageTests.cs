using System.Text.Json;

namespace SmokeTests.Runner.Tests;

/// <summary>What a history says of a message is read at its door: whatever is missing there, a message has all of its parts.</summary>
public sealed class StoredMessageTests
{
    [Theory]
    [InlineData("""{"kind":"opened","headline":"x","facts":[{"name":"What","text":"y"}],"links":"""
        + """[{"name":"Board","address":"https://b"}],"subject":"s"}""", "opened x What=y Board=https://b s")]
    [InlineData("""{"headline":"x"}""", " x   ")]
    [InlineData("""{"headline":""}""", "    ")]
    [InlineData("""{"kind":null,"headline":"x","facts":null,"links":null}""", " x   ")]
    [InlineData("""{"headline":"x","facts":[null,{},{"name":"a"},{"text":"b"},{"name":"c","text":"d"}],"links":"""
        + """[null,{},{"name":"a"},{"address":"b"},{"name":"c","address":"d"}]}""", " x c=d c=d ")]
    [InlineData("""{"headline":"x","more":{"of":["a later version"]}}""", " x   ")]
    [InlineData("""{"headline":null}""", null)]
    [InlineData("""{"headline":7}""", null)]
    [InlineData("""{"headline":"x","facts":{}}""", null)]
    [InlineData("""{"headline":"x","links":[7]}""", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("{", null)]
    public void Whatever_stands_there_is_a_whole_message_or_none(string? stored, string? read) =>
        Said(History.Json.Announcement(stored)).Should().Be(read);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var message = new Message("opened", "✗ it is broken", [new Fact("What", "a\nb")],
            [new Link("Board", "https://smoke.example")]) { Subject = "Shop: Orders" };
        History.Json.Announcement(JsonSerializer.Serialize(message, History.HistoryJson.Default.Message)).Should().BeEquivalentTo(message);
    }

    private static string? Said(Message? read) => read is null ? null
        : $"{read.Kind} {read.Headline} {string.Join(',', read.Facts.Select(f => $"{f.Name}={f.Text}"))} "
            + $"{string.Join(',', read.Links.Select(l => $"{l.Name}={l.Address}"))} {read.Subject}";
}
