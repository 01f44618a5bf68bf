namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what a page shows, and what it does not.</summary>
internal static class TextRows
{
    private const string Profile = """
        <form><label>E-mail <input type=email name=mail value=ada@example.com></label><label>About <textarea name=about>
        One
        Two</textarea></label><label>Size <select name=size><option value=s>Small<option value=l selected>Large</select></label>
        <label>Days <select name=days multiple><option selected>Mon<option>Tue<option selected>Wed</select></label>
        <label><input type=checkbox name=news checked> News</label><label><input type=checkbox name=ads> Ads</label>
        <label><input type=radio name=colour value=r> Red</label><label><input type=radio name=colour value=b checked> Blue</label>
        <label>Secret <input type=password name=pw value=hush></label><label>Picture <input type=file name=pic></label><label>Empty <input name=empty></label>
        <input type=submit value=Save></form>
        """;

    public static readonly Situation[] All =
    [
        // What stands in fields is no text of the page; a word of its own proves it.
        new("the value of a field", Situation.Html(Profile), async page =>
        {
            await page.ShouldNotShow("ada@example.com");
            await page.ShouldHaveValue("E-mail", "ada@example.com");
            await page.ShouldHaveValue("[name=mail]", "ada@example.com");
            await page.ShouldHaveValue("About", "One\nTwo");
            await page.ShouldHaveValue("Size", "Large");
            await page.ShouldHaveValue("Size", "l");
            await page.ShouldHaveValue("Days", "Mon, Wed");
            await page.ShouldHaveValue("News", "true");
            await page.ShouldHaveValue("Ads", "false");
            await page.ShouldHaveValue("colour", "Blue");
            await page.ShouldHaveValue("colour", "b");
            await page.ShouldHaveValue("Blue", "true");
            await page.ShouldHaveValue("Red", "false");
            await page.ShouldHaveValue("Secret", "hush");
            await page.ShouldHaveValue("Empty", "");
        }),
        new("the value of a field that was filled", Situation.Html(Profile), async page =>
        {
            await page.Fill("E-mail", "bob@example.com");
            await page.Fill(new { About = "Three", Size = "Small", News = false, colour = "Red" });
            await page.Attach("Picture");
            await page.ShouldHaveValue("E-mail", "bob@example.com");
            await page.ShouldHaveValue("About", "Three");
            await page.ShouldHaveValue("Size", "s");
            await page.ShouldHaveValue("News", "False");
            await page.ShouldHaveValue("colour", "r");
            await page.ShouldHaveValue("Picture", "");
        }),
        new("another value of a field", Situation.Html(Profile), page => page.ShouldHaveValue("E-mail", "bob@example.com"),
            "Should have the value \"bob@example.com\" in \"E-mail\": the field \"E-mail\" has another value", "Expected  \"bob@example.com\"", "Instead   \"ada@example.com\""),
        new("a part of the value of a field", Situation.Html(Profile), page => page.ShouldHaveValue("E-mail", "ada@example"), "has another value"),
        new("another choice", Situation.Html(Profile), page => page.ShouldHaveValue("Size", "Small"), "has another value", "\"Large\""),
        new("another of the buttons of a group", Situation.Html(Profile), page => page.ShouldHaveValue("colour", "Red"), "has another value", "\"Blue\""),
        new("no value", Situation.Html(Profile), page => page.ShouldHaveValue("Empty", "x"), "has another value", "Instead   nothing"),
        new("the value of no field", Situation.Html(Profile), page => page.ShouldHaveValue("Phone", "1"), "no field \"Phone\""),
        new("a text that stands in a field", Situation.Html(Profile), page => page.ShouldShow("ada@example.com"),
            "does not show \"ada@example.com\" as text: it is the value of the field \"E-mail\"", "prove that by ShouldHaveValue(\"E-mail\", …)"),
        new("a text that stands in a field with more", Situation.Html(Profile), page => page.ShouldShow("Two"), "it is the value of the field \"About\""),
        new("a text that stands nowhere", Situation.Html(Profile), page => page.ShouldShow("bob@example.com"), "the page does not show \"bob@example.com\""),
        new("a password is no text of a message", Situation.Html(Profile), async page =>
        {
            var failed = await new Func<Task>(() => page.ShouldHaveValue("Secret", "x")).Should().ThrowAsync<JourneyFailedException>();
            failed.Which.Message.Should().NotContain("hush");
            failed = await new Func<Task>(() => page.ShouldShow("hush")).Should().ThrowAsync<JourneyFailedException>();
            failed.Which.Message.Should().NotContain("as text");
        }),
    ];
}
