using SmokeTests.Runner.Cli;

namespace SmokeTests.Runner.Tests;

public class RecordingTests
{
    /// <summary>As Playwright 1.64 writes it with <c>codegen --target jsonl</c>.</summary>
    private const string Clicked = """
        {"browserName":"chromium","launchOptions":{"headless":false},"contextOptions":{}}
        {"name":"openPage","url":"about:blank","signals":[],"pageAlias":"page","framePath":[]}
        {"name":"navigate","url":"https://shop.example/login","signals":[],"pageAlias":"page","framePath":[]}
        {"name":"click","selector":"internal:role=textbox[name=\"E-mail\"i]",
        """ + """
        "locator":{"kind":"role","body":"textbox","options":{"attrs":[],"exact":false,"name":"E-mail"}}}
        {"name":"fill","selector":"internal:label=\"E-mail\"i","text":"ada@example.com",
        """ + """
        "locator":{"kind":"label","body":"E-mail","options":{"exact":false}}}
        {"name":"fill","selector":"internal:label=\"Password\"i","text":"difference-engine",
        """ + """
        "locator":{"kind":"label","body":"Password","options":{"exact":false}}}
        {"name":"click","selector":"internal:role=button[name=\"Log in\"i]",
        """ + """
        "locator":{"kind":"role","body":"button","options":{"attrs":[],"exact":false,"name":"Log in"}}}
        {"name":"fill","selector":"internal:role=searchbox","text":"dune",
        """ + """
        "locator":{"kind":"role","body":"searchbox","options":{"attrs":[],"name":"Search"}}}
        {"name":"press","selector":"internal:role=searchbox","key":"Enter",
        """ + """
        "locator":{"kind":"role","body":"searchbox","options":{"attrs":[],"name":"Search"}}}
        {"name":"click","selector":"internal:role=link[name=\"Dune \\\"deluxe\\\"\"i]",
        """ + """
        "locator":{"kind":"role","body":"link","options":{"attrs":[],"name":"Dune \"deluxe\""}}}
        {"name":"select","selector":"internal:label=\"Delivery\"i","options":["collect"],
        """ + """
        "locator":{"kind":"label","body":"Delivery","options":{}}}
        {"name":"check","selector":"internal:label=\"Gift\"i","locator":{"kind":"label","body":"Gift","options":{}}}
        {"name":"setInputFiles","selector":"internal:label=\"Photo\"i","files":["me.png"],
        """ + """
        "locator":{"kind":"label","body":"Photo","options":{}}}
        {"name":"click","selector":"#map >> nth=2","locator":{"kind":"default","body":"#map","options":{}}}
        {"name":"assertText","selector":"h1","text":"Thank you","locator":{"kind":"default","body":"h1","options":{}}}
        {"name":"closePage","signals":[],"pageAlias":"page"}
        """;

    [Fact]
    public void What_was_clicked_becomes_a_check_in_our_words_and_no_password_with_it()
    {
        var check = Recorded.Translate(Clicked.Split('\n'), "Ordering", "storefront");
        SmokeTests.Testing.Approved.ShouldMatch(check, "recorded-check");
        check.Should().NotContain("difference-engine");
    }
}
