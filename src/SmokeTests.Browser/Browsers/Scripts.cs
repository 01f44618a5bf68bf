namespace SmokeTests.Browsers;

/// <summary>What runs inside the page, from the files beside this one.</summary>
internal static class Scripts
{
    public static readonly string Parts = WithText("parts.js");
    public static readonly string Look = WithText("look.js");
    public static readonly string Outline = Read("outline.js");
    public static readonly string Blot = Read("blot.js");
    public static readonly string Vitals = Read("vitals.js");
    public static readonly string Sight = WithText("sight.js");
    public static readonly string Bars = WithText("bars.js");
    public static readonly string Reveal = Read("reveal.js");
    public static readonly string Lacks = Read("lacks.js");
    public static readonly string Validation = Read("validation.js");

    /// <summary>A function to whose words those of text.js belong.</summary>
    private static string WithText(string name) => $"given => {{\n{Read("text.js")}\nreturn ({Read(name).TrimEnd()})(given);\n}}";

    /// <summary>Without the comments above the function, which is what Playwright evaluates.</summary>
    private static string Read(string name)
    {
        using var stream = typeof(Scripts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return string.Join('\n',
            reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n').SkipWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
    }
}
