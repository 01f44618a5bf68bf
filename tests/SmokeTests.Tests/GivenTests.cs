namespace SmokeTests.Tests;

/// <summary>
/// A word that is given nothing proves nothing, or acts on whatever is there: the check is broken, and says what it gave.
/// </summary>
public class GivenTests
{
    private const string Html =
        "<title>Shop</title><a href=/>Home</a><form><label>Name <input name=n></label><input type=file name=f><button>Go</button></form>";

    private static readonly Dictionary<string, Func<Page, string?, Task>> Words = new()
    {
        ["a text to look for"] = (page, text) => page.ShouldShow("Home", text!),
        ["a text to look for "] = (page, text) => page.ShouldNotShow(text!),
        ["a text to look for  "] = (page, text) => page.EventuallyShows(text!, "1s"),
        ["a part of the title"] = (page, text) => page.ShouldHaveTitle(text!),
        ["an address"] = (page, text) => page.ShouldBeAt(text!),
        ["a selector"] = (page, text) => page.ShouldHave(text!),
        ["a content type"] = (page, text) => page.ShouldBeOfType(text!),
        ["the name of a link"] = (page, text) => page.Follow(text!),
        ["the name of a button"] = (page, text) => page.Press(text!),
        ["the name of a button "] = (page, text) => page.Submit(text!),
        ["the name of a field"] = (page, text) => page.Fill(text!, "Ada"),
        ["the name of a field "] = (page, text) => page.ShouldHaveValue(text!, ""),
        ["the name of a file field"] = (page, text) => page.Upload(text!, "a.txt", [1]),
        ["a link or an address"] = (page, text) => page.ShouldDownload(text!, [1]),
    };

    public static TheoryData<string, string?> Nothing =>
        [.. from word in Words.Keys from text in new[] { null, "", " ", "\u00A0\n" } select (word, text)];

    [Theory, MemberData(nameof(Nothing))]
    public async Task A_word_that_is_given_nothing_is_used_wrongly(string what, string? text)
    {
        var (walk, page) = await Walk.OnPage(Html);
        await using var _ = walk;
        (await FluentActions.Awaiting(() => Words[what](page, text)).Should().ThrowAsync<CheckBrokenException>())
            .WithMessage($"*{(text is null ? "null" : "an empty text")} as {what.Trim()}*");
    }

    [Fact]
    public async Task No_text_no_address_and_numbers_that_none_is_are_used_wrongly()
    {
        var (walk, page) = await Walk.OnPage(Html);
        await using var _ = walk;
        await Wrong(() => page.ShouldShow(), "no text to look for");
        await Wrong(() => page.ShouldNotShow(), "no text to look for");
        await Wrong(() => page.ShouldShow(null!), "no text to look for");
        await Wrong(() => page.Open(null!), "null as an address");
        await Wrong(() => page.ShouldHave("a", least: 3, most: 1), "at least 3 and at most 1");
        await Wrong(() => page.ShouldHave("a", least: -1), "at least -1");
        await page.ShouldHave("a", least: 0);
    }

    private static async Task Wrong(Func<Task> word, string says) =>
        (await word.Should().ThrowAsync<CheckBrokenException>()).WithMessage($"*{says}*");
}
