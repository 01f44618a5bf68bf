using System.Collections;
using System.Globalization;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>How rows are called that xunit calls alike: with what its display name leaves out.</summary>
internal static class RowName
{
    private const int LongText = 60;
    private const int LongName = 300;
    private const int ManyItems = 24;

    /// <summary>The names as they are where they differ; otherwise the shortest way to say the arguments that tells them apart.</summary>
    /// <param name="alike">Rows of one method that have the same name.</param>
    public static IReadOnlyList<string> Apart(IReadOnlyList<(string Key, string Name, IXunitTestCase Test)> alike)
    {
        if (alike.Count < 2)
            return [.. alike.Select(a => a.Name)];
        foreach (var (longest, typed) in new[] { (LongText, false), (LongText, true), (LongName, true) })
        {
            string[] names = [.. alike.Select(a => Bare(a) + Arguments(a.Test, longest, typed))];
            if (names.Distinct(StringComparer.Ordinal).Count() == names.Length && names.All(n => n.Length <= LongName))
                return names;
        }
        return [.. alike.Select(
            a => $"{Bare(a)}{Arguments(a.Test, LongText, false)} #{a.Key[(a.Key.IndexOf('~', StringComparison.Ordinal) + 1)..]}")];
    }

    /// <summary>The name without the arguments that xunit put behind it.</summary>
    private static string Bare((string Key, string Name, IXunitTestCase Test) row)
    {
        var parameters = row.Test.TestMethod.Method.GetParameters();
        var at = parameters.Length == 0 ? -1 : row.Name.IndexOf($"({parameters[0].Name}: ", StringComparison.Ordinal);
        return (at < 0 ? row.Name : row.Name[..at]).TrimEnd();
    }

    private static string Arguments(IXunitTestCase test, int longest, bool typed)
    {
        if (test is not XunitTestCase { TestMethodArguments: { Length: > 0 } arguments })
            return "";
        var parameters = test.TestMethod.Method.GetParameters();
        return $" ({string.Join(", ", arguments.Select(
            (a, n) => $"{(n < parameters.Length ? parameters[n].Name : $"{n}")}: {Value(a, longest, typed)}"))})";
    }

    private static string Value(object? value, int longest, bool typed) => value switch
    {
        null => "null",
        string text => $"\"{Cut(Escaped(text), longest)}\"",
        char letter => $"'{Escaped($"{letter}")}'",
        Type type => $"typeof({type.FullName})",
        IEnumerable items =>
            $"[{string.Join(", ", items.Cast<object?>().Take(ManyItems).Select(i => Value(i, longest, typed)))}"
                + $"{(items.Cast<object?>().Skip(ManyItems).Any() ? ", …" : "")}]",
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable known =>
            $"{known.ToString(null, CultureInfo.InvariantCulture)}{(typed && value is not int ? $" {value.GetType().Name}" : "")}",
        _ => Cut(Escaped($"{value}"), longest),
    };

    /// <summary>The beginning and the end of a long text: where addresses differ.</summary>
    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : $"{text[..(longest / 3)]}…{text[^(longest * 2 / 3)..]}";

    private static string Escaped(string text) => string.Concat(text.Select(letter => letter switch
    {
        '\\' => @"\\",
        '"' => "\\\"",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ when char.IsControl(letter) || char.IsSurrogate(letter)
            || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => $"\\u{(int)letter:x4}",
        _ => $"{letter}",
    }));
}
