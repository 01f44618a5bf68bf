using System.Text;
using System.Text.Json;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// Turns what Playwright's code generator writes down (a JSON object a line for each action) into a check: in our words
/// where they say it, in Playwright's own where they don't.
/// </summary>
internal static class Recorded
{
    /// <param name="lines">What was recorded.</param>
    /// <param name="name">The class.</param>
    /// <param name="team">Whose it is.</param>
    /// <param name="secrets">What is known to be secret; what was typed into fields that are called so is added.</param>
    public static string Translate(IEnumerable<string> lines, string name, string team, RecordedSecrets? secrets = null)
    {
        secrets ??= new RecordedSecrets();
        var code = new StringBuilder();
        code.AppendLine($$"""
            [Team("{{team}}"), Every("5m")]
            public class {{name}} : Journey
            {
                [Fact]
                public async Task It_works()
                {
            """);
        var opened = false;
        JsonElement? before = null;
        foreach (var line in lines.Where(l => l.Contains("\"name\"", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line);
            var action = json.RootElement.Clone();
            Learn(action, secrets);
            if (Statement(action, before, ref opened) is { } statement)
                code.Append("        ").AppendLine(statement);
            before = action;
        }
        if (!code.ToString().Contains("Should", StringComparison.Ordinal))
            code.AppendLine("        // Say what proves that it worked: await page.ShouldShow(\"Thank you\");");
        return secrets.Without(code.Append("    }\n}\n").ToString().ReplaceLineEndings("\n"));
    }

    private static void Learn(JsonElement action, RecordedSecrets secrets)
    {
        if (Text(action, "url") is { } url)
            secrets.LearnAddress(url);
        if (Text(action, "name") == "fill" && Text(action, "text") is { Length: > 0 } text)
            secrets.Learn(Called(action).Called ?? Text(action, "selector") ?? "", text);
    }

    private static string? Statement(JsonElement action, JsonElement? before, ref bool opened)
    {
        var (called, role) = Called(action);
        switch (Text(action, "name"))
        {
            case "navigate" or "openPage" when Text(action, "url") is { } url && url.StartsWith("http", StringComparison.Ordinal):
                var address = Quote(new Uri(url).PathAndQuery);
                var statement = opened ? $"await page.Open({address});" : $"var page = await Browser.Open({address});";
                opened = true;
                return statement;
            case "navigate" or "openPage" or "closePage":
                return null;
            case "click" when called is not null && role == "link":
                return $"await page.Follow({Quote(called)});";
            case "click" when called is not null && role is "button" or "tab" or "menuitem" or "switch":
                return $"await page.Press({Quote(called!)});";
            // A click into a field, only to type there.
            case "click" when role is "textbox" or "searchbox" or "combobox" or "label" or "placeholder":
                return null;
            case "fill" when role == "searchbox":
                return null;
            case "fill" when called is not null:
                return RecordedSecrets.IsSecret(called)
                    ? $"await page.Fill({Quote(called)}, Account(\"NAME\").Password);"
                    : $"await page.Fill({Quote(called)}, {Quote(Text(action, "text") ?? "")});";
            case "press" when Text(action, "key") == "Enter" && role == "searchbox" && before is { } filled
                && Text(filled, "name") == "fill":
                return $"await page.Search({Quote(Text(filled, "text") ?? "")});";
            case "check" or "uncheck" when called is not null:
                return $"await page.Fill({Quote(called)}, \"{(Text(action, "name") == "check" ? "true" : "false")}\");";
            case "select" when called is not null && action.GetProperty("options") is { ValueKind: JsonValueKind.Array } options
                && options.GetArrayLength() > 0:
                return $"await page.Fill({Quote(called)}, {Quote(options[0].GetString()!)});";
            case "setInputFiles" when called is not null && action.GetProperty("files") is { ValueKind: JsonValueKind.Array } files:
                return $"await page.Attach({Quote(called)}, "
                    + $"{string.Join(", ", files.EnumerateArray().Select(f => Quote(f.GetString()!)))});";
            case "assertText" when Text(action, "text") is { Length: > 0 } text:
                return $"await page.ShouldShow({Quote(text)});";
            case "assertVisible" when called is not null:
                return $"await page.ShouldShow({Quote(called)});";
            default:
                return InPlaywright(action);
        }
    }

    private static string InPlaywright(JsonElement action)
    {
        var locator = $"page.Playwright.Locator({Quote(Text(action, "selector") ?? "")})";
        return Text(action, "name") switch
        {
            "click" => $"await {locator}.ClickAsync();",
            "fill" when RecordedSecrets.IsSecret(Text(action, "selector") ?? "") =>
                $"await {locator}.FillAsync(Account(\"NAME\").Password.Reveal());",
            "fill" => $"await {locator}.FillAsync({Quote(Text(action, "text") ?? "")});",
            "press" => $"await {locator}.PressAsync({Quote(Text(action, "key") ?? "")});",
            "check" => $"await {locator}.CheckAsync();",
            "uncheck" => $"await {locator}.UncheckAsync();",
            "assertVisible" => $"await Assertions.Expect({locator}).ToBeVisibleAsync();",
            var other => $"// Recorded, and to be written by hand: {other} on {Text(action, "selector")}",
        };
    }

    /// <summary>What the action's element is called, and what it is: by role, label, placeholder or text.</summary>
    private static (string? Called, string? Role) Called(JsonElement action)
    {
        // A place within a place is Playwright's to find.
        if (!action.TryGetProperty("locator", out var locator) || locator.TryGetProperty("next", out _))
            return (null, null);
        var body = Text(locator, "body");
        return Text(locator, "kind") switch
        {
            "role" => (locator.TryGetProperty("options", out var options) ? Text(options, "name") : null, body),
            "label" or "placeholder" => (body, Text(locator, "kind")),
            _ => (null, null),
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
