using System.Text.RegularExpressions;

namespace SmokeTests.Runner.History;

/// <summary>
/// Names folders of evidence so that people find their check: <c>Search.Finds_a_book</c>, with the row of a theory after it.
/// They are good on every file system, and no two are the same.
/// </summary>
internal sealed partial class EvidenceNames(string root)
{
    private const int Longest = 80;

    /// <summary>Windows takes these for devices, whatever stands after a dot.</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A folder that is not there yet: what an earlier run left stays as it is.</summary>
    public string FolderFor(Check check)
    {
        var name = Of(check);
        lock (gate)
        {
            // A run that was lost has left nothing: its repetition takes its place.
            if (given.TryGetValue(check.Id, out var before) && !Path.Exists(before))
                return before;
            if (owners.TryGetValue(name, out var owner) && owner != check.Id
                && !name.EndsWith(check.Environment, StringComparison.OrdinalIgnoreCase))
                name = Plain($"{name}@{check.Environment}");
            for (var number = 1; ; number++)
            {
                var numbered = number == 1 ? name : $"{name}-{number}";
                var folder = Path.Combine(Path.GetFullPath(root), numbered);
                if (Path.Exists(folder) || !owners.TryAdd(numbered, check.Id) && owners[numbered] != check.Id)
                    continue;
                return given[check.Id] = folder;
            }
        }
    }

    /// <summary>The check's class and method, and what its display name says besides.</summary>
    private static string Of(Check check)
    {
        var method = check.Key.Split('~')[0];
        method = method[(method.LastIndexOf('.') + 1)..];
        var words = method.Replace('_', ' ');
        var row = check.Name.StartsWith(words, StringComparison.Ordinal) ? check.Name[words.Length..] : check.Name;
        return Plain($"{check.Group}.{method} {row}");
    }

    private static string Plain(string text)
    {
        var plain = Other().Replace(text, "-").Trim('-', '.');
        plain = plain.Length <= Longest ? plain : plain[..Longest].TrimEnd('-', '.');
        return plain.Length == 0 ? "check" : Devices.Contains(plain.Split('.')[0]) ? $"_{plain}" : plain;
    }

    [GeneratedRegex(@"[^\p{L}\p{Nd}._@]+")]
    private static partial Regex Other();
}
