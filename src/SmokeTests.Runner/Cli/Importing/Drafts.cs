using System.Globalization;
using System.Text;

namespace SmokeTests.Runner.Cli.Importing;

/// <summary>Drafts as a C# file.</summary>
internal static class Drafts
{
    public static string Write(IReadOnlyList<Draft> drafts, string space, string team)
    {
        var code = new StringBuilder();
        if (drafts.SelectMany(d => d.Lines).Any(l => l.Contains("RestRequest", StringComparison.Ordinal)))
            code.AppendLine("using RestSharp;").AppendLine();
        code.AppendLine($"namespace {space};");
        foreach (var group in drafts.GroupBy(d => Identifier(d.Group, "Imported")))
        {
            var usual = group.GroupBy(d => d.Every ?? "1m").MaxBy(e => e.Count())!.Key;
            code.AppendLine().AppendLine($"[Team({Quote(team)}), Every({Quote(usual)})]").AppendLine($"public class {group.Key} : Journey")
                .AppendLine("{");
            var names = new HashSet<string>(StringComparer.Ordinal) { group.Key };
            var first = true;
            foreach (var draft in group)
            {
                if (!first)
                    code.AppendLine();
                first = false;
                Check(code, draft, usual, Unique(Identifier(draft.Name, "It_works"), names));
            }
            code.AppendLine("}");
        }
        return code.ToString().ReplaceLineEndings("\n");
    }

    public static string Quote(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\0' => "\\0",
        < ' ' or '\u2028' or '\u2029' or '\u0085' => $"\\u{(int)c:x4}",
        _ => c.ToString(CultureInfo.InvariantCulture),
    })) + "\"";

    private static void Check(StringBuilder code, Draft draft, string usual, string name)
    {
        foreach (var note in draft.Notes)
            code.AppendLine($"    // {note.ReplaceLineEndings(" ")}");
        // A check that does nothing would pass: it must not run.
        var attributes = new List<string> { (draft.Lines.Count == 0 ? "to be written by hand" : draft.Skip) is { } why
            ? $"Fact(Skip = {Quote(why)})" : "Fact" };
        if (draft.Every is { } every && every != usual)
            attributes.Add($"Every({Quote(every)})");
        if (draft.Within is { } within)
            attributes.Add($"Within({Quote(within)})");
        if (draft.Budget is { } budget)
            attributes.Add($"Budget({Quote(budget)})");
        code.AppendLine($"    [{string.Join(", ", attributes)}]").AppendLine($"    public async Task {name}()").AppendLine("    {");
        foreach (var line in draft.Lines.Count > 0 ? draft.Lines : ["await Task.CompletedTask;"])
            code.AppendLine($"        {line}");
        code.AppendLine("    }");
    }

    /// <summary>Words as a name: letters and digits stay, all else becomes one underscore.</summary>
    private static string Identifier(string words, string otherwise)
    {
        var name = string.Join('_',
            new string([.. words.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return name.Length == 0 ? otherwise : char.IsDigit(name[0]) ? $"Check_{name}" : char.ToUpperInvariant(name[0]) + name[1..];
    }

    private static string Unique(string name, HashSet<string> names)
    {
        for (var number = 1; ; number++)
            if (names.Add(number == 1 ? name : $"{name}_{number}"))
                return number == 1 ? name : $"{name}_{number}";
    }
}
