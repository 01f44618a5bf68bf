namespace SmokeTests.Build;

/// <summary>The options of a target: each a name and a value.</summary>
internal static class Options
{
    /// <summary>What was given; null, with a sentence on the console, where something is not understood.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string[] options, params string[] known)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in options.Chunk(2))
        {
            if (pair is [var name, var value] && known.Contains(name) && given.TryAdd(name, value))
                continue;
            Console.Error.WriteLine(
                $"'{string.Join(' ', pair)}' is not understood. There are: {string.Join(", ", known.Select(k => k + " VALUE"))}.");
            return null;
        }
        return given;
    }
}
