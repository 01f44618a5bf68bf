namespace SmokeTests.Runner.Workers;

/// <summary>Who has ended a worker, as far as what it left says so.</summary>
internal static class Blame
{
    /// <summary>
    /// The checks that the evidence names: one where it is clear, several where it speaks of what they share, such as the rows of a
    /// theory; none where it says nothing.
    /// </summary>
    /// <param name="said">The check that the worker itself has named.</param>
    /// <param name="crash">What the runtime wrote when it ended the process, with the stack.</param>
    /// <param name="ran">The checks that have run in it.</param>
    public static IReadOnlyList<string> Of(string? said, string crash, IReadOnlyCollection<string> ran)
    {
        if (said is not null)
            return [said];
        // Nested classes are written with a plus, or with a dot.
        var frames = crash.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("at ", StringComparison.Ordinal))
            .Select(l => l[3..].Replace('+', '.')).Distinct(StringComparer.Ordinal).ToArray();
        if (frames.Length == 0)
            return [];
        string[] byMethod = [.. ran.Where(key => frames.Any(f => IsOf(f, key, sameMethod: true)))];
        return byMethod.Length > 0 ? byMethod : [.. ran.Where(key => frames.Any(f => IsOf(f, key, sameMethod: false)))];
    }

    /// <summary>The rows of a theory are one piece of code.</summary>
    public static string MethodOf(string key) => key.Split('~')[0];

    /// <summary>Whether a frame is of the check's class; of its method, or of what the compiler has made of it.</summary>
    private static bool IsOf(string frame, string key, bool sameMethod)
    {
        var method = MethodOf(key).Replace('+', '.');
        var dot = method.LastIndexOf('.');
        var (type, name) = dot < 0 ? ("", method) : (method[..(dot + 1)], method[(dot + 1)..]);
        if (!frame.StartsWith(type, StringComparison.Ordinal))
            return false;
        var rest = frame[type.Length..];
        return !sameMethod || rest.StartsWith(name + "(", StringComparison.Ordinal) || rest.StartsWith(name + "[", StringComparison.Ordinal)
            || rest.StartsWith(name + "<", StringComparison.Ordinal) || rest.Contains($"<{name}>", StringComparison.Ordinal);
    }
}
