namespace SmokeTests.Runner.Cli.Importing;

/// <summary>
/// <c>smoke import FILE</c>: what another tool watches, as checks in C#. What cannot be taken over is said, and stands as a
/// comment where it belongs; what is secret is never copied.
/// </summary>
internal static class ImportCommand
{
    public static int Run(string file, string team, string space, string? output)
    {
        string code;
        IReadOnlyList<Draft> drafts;
        try
        {
            drafts = Read(file);
            code = Drafts.Write(drafts, space, team);
            foreach (var secrets in drafts.Select(d => d.Secrets))
                code = secrets.Without(code);
            if (output is not null && File.Exists(output))
                throw new IOException($"{output} is there already.");
            if (output is not null)
                File.WriteAllText(output, code);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return ExitCode.Refuse($"{file}: {e.Message}");
        }
        // A number where a text should be, a list where an object should be: it is called as that tool's files are, and is none.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            return ExitCode.Refuse($"{file}: is not as that tool writes it: {e.Message}");
        }
        if (output is null)
            Console.Write(code);
        foreach (var (draft, note) in drafts.SelectMany(d => d.Notes.Select(n => (d, n))))
            Console.Error.WriteLine(draft.Secrets.Without($"{draft.Group}, {draft.Name}: {note}"));
        Console.Error.WriteLine(
            $"{drafts.Count} checks{(output is null ? "" : $" in {output}")}. Texts are looked for as people see them: one that "
                + $"stands only in markup or in the title is not found. Whom they tell is in smoketests.json: teams.{team}.");
        return ExitCode.Passed;
    }

    private static IReadOnlyList<Draft> Read(string file)
    {
        var (text, name) = (File.ReadAllText(file), Path.GetFileNameWithoutExtension(file));
        return Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".yaml" or ".yml" => Gatus.Read(text),
            ".har" => Har.Read(text, name),
            ".webtest" => WebTest.Read(text, name),
            ".json" => UptimeKuma.Read(text),
            _ => throw new InvalidDataException("is none of: Gatus's .yaml, Uptime Kuma's backup (.json), .har, .webtest."),
        };
    }
}
