using System.Text.RegularExpressions;

namespace SmokeTests.Databases;

/// <summary>
/// Refuses statements that do more than read, before any engine sees them: a session that is read-only could be told
/// otherwise by a second statement, and SQL Server has no such session. Texts and comments are not looked into.
/// </summary>
internal static partial class ReadingOnly
{
    private static readonly string[] Reads = ["SELECT", "WITH", "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "EXPLAIN"];

    /// <summary>What is wrong with it; null when it only reads.</summary>
    public static string? Refusal(string sql)
    {
        var bare = Unread().Replace(sql, " ");
        var statements = bare.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (statements.Length == 0)
            return "it is empty";
        foreach (var statement in statements)
        {
            var first = FirstWord().Match(statement).Value.ToUpperInvariant();
            if (!Reads.Contains(first))
                return $"it begins with {(first.Length == 0 ? statement[..1] : first)}; it may begin with {string.Join(", ", Reads)}";
            if (Writes().Match(statement) is { Success: true } write)
                return $"it says {Spaces().Replace(write.Value, " ").ToUpperInvariant()}";
        }
        return null;
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|""(?:[^""]|"""")*""|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$",
        RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex(@"[A-Za-z]+")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"\b(insert\s+into|replace\s+into|update\s+[\w.]+\s+set|delete\s+from|delete\s+[\w.]+\s+from|"
        + @"merge\s+into|merge\s+[\w.]+\s|drop\s+(table|view|index|database|schema)|truncate\s+|alter\s+\w+|create\s+\w+|"
        + @"grant\s+|revoke\s+|into\s+(outfile|dumpfile|[#@\w.]+\s+from)|exec(ute)?\s|call\s+\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Writes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
