namespace SmokeTests.Runner.Cli.Importing;

/// <summary>What came back, by the variable that holds it.</summary>
/// <param name="IsPage">It is a page; otherwise the answer to a request.</param>
internal sealed record Answer(bool IsPage, string Variable)
{
    /// <summary>The statement that it shows a text, or does not: what people see of a page, what a machine gets as it is.</summary>
    public string Shows(string text, bool not) => IsPage && !text.Any(c => c is '<' or '>' or '{' or '}' or '"')
        ? $"await {Variable}.Should{(not ? "Not" : "")}Show({Drafts.Quote(text)});"
        : $"Assert.{(not ? "DoesNotContain" : "Contains")}({Drafts.Quote(text)}, "
            + $"{(IsPage ? $"System.Text.Encoding.UTF8.GetString([.. {Variable}.Body])" : $"{Variable}.Content")});";

    /// <summary>The expression for a value in its JSON.</summary>
    public string Json(string type, string path) => $"{(IsPage ? "await " : "")}{Variable}.Json<{type}>({Drafts.Quote(path)})";
}
