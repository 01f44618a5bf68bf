using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Worker;

/// <summary>
/// Who owns a source file, as CODEOWNERS says at GitHub, GitLab and Bitbucket: the last line that fits counts, a line
/// without owners takes ownership away, a section of GitLab's lends its owners to its lines. Compiled into the analyzer too.
/// </summary>
internal sealed class CodeOwners
{
    public const string FileName = "CODEOWNERS";

    /// <summary>What the assembly says of the repository's root: what its source files' paths begin with.</summary>
    public const string RootKey = "SmokeTests.Repository";

    private readonly List<(Regex Pattern, string[] Owners)> lines = [];

    private CodeOwners()
    {
    }

    public static CodeOwners Parse(string text)
    {
        var file = new CodeOwners();
        var section = Array.Empty<string>();
        foreach (var line in text.Split('\n').Select(Bare).Where(l => l.Length > 0))
            if (Section.Match(line) is { Success: true } match)
                section = Words(match.Groups["owners"].Value);
            else if (Words(line) is var words)
                file.lines.Add((Compile(words[0]), words.Length > 1 ? [.. words.Skip(1)] : section));
        return file;
    }

    /// <param name="path">Relative to the repository's root.</param>
    public IReadOnlyList<string> Of(string path)
    {
        var wanted = path.Replace('\\', '/').TrimStart('/');
        return lines.LastOrDefault(l => l.Pattern.IsMatch(wanted)).Owners ?? [];
    }

    /// <param name="file">A source file as the compiler wrote it.</param>
    /// <param name="root">The repository's root as the compiler wrote it; <c>/_/</c> where builds are deterministic.</param>
    public static string? Relative(string? file, string? root)
    {
        if (file is null || root is null)
            return null;
        var (path, folder) = (file.Replace('\\', '/'), root.Replace('\\', '/').TrimEnd('/') + "/");
        return path.StartsWith(folder, StringComparison.OrdinalIgnoreCase) ? path.Substring(folder.Length) : null;
    }

    private static readonly Regex Section = new(@"^\^?\[[^\]]+\](\[\d+\])?\s*(?<owners>.*)$", RegexOptions.CultureInvariant);

    private static string Bare(string line) => Regex.Replace(line, @"(^|(?<!\\)\s)#.*$", "").Trim();

    private static string[] Words(string line) => [.. Regex.Split(line, @"(?<!\\)\s+").Where(w => w.Length > 0)];

    /// <summary>As in .gitignore, but <c>docs/*</c> is the files of that folder alone.</summary>
    private static Regex Compile(string pattern)
    {
        var plain = Regex.Replace(pattern, @"\\(.)", "$1");
        var isAnchored = plain.TrimEnd('/').Contains('/');
        var expression = new StringBuilder(isAnchored ? "^" : "^(.*/)?");
        for (var rest = plain.TrimStart('/'); rest.Length > 0;)
        {
            var (taken, meaning) = rest.StartsWith("**/", StringComparison.Ordinal) ? (3, "(.*/)?")
                : rest.StartsWith("**", StringComparison.Ordinal) ? (2, ".*")
                : rest[0] == '*' ? (1, "[^/]*")
                : rest[0] == '?' ? (1, "[^/]")
                : (1, Regex.Escape(rest.Substring(0, 1)));
            expression.Append(meaning);
            rest = rest.Substring(taken);
        }
        var end = plain[plain.Length - 1] == '/' ? ".*$" : isAnchored && plain.EndsWith("/*", StringComparison.Ordinal) ? "$" : "(/.*)?$";
        return new Regex(expression.Append(end).ToString(), RegexOptions.CultureInvariant);
    }
}
