namespace SmokeTests.Recording;

/// <summary>
/// The files that explain a run: blotted of secrets, at most 10 MB each and 30 MB together. They go to the folder that the
/// runner named, or to the test's attachments.
/// </summary>
internal sealed class Evidence(SecretRedactor redactor)
{
    private const int MostBytes = 10 * 1024 * 1024;
    private const int MostInAll = 30 * 1024 * 1024;
    private readonly List<(string Name, string Type, byte[] Content)> files = [];

    public IReadOnlyList<(string Name, string Type, byte[] Content)> Files => files;

    public SecretRedactor Redactor => redactor;

    public void Text(string name, string text, string type = "text/plain") =>
        Bytes(name, System.Text.Encoding.UTF8.GetBytes(redactor.Blot(text)), type);

    /// <summary>Takes bytes as they are: pictures, and what has been blotted before. What is too large is left out, and said so.</summary>
    public void Bytes(string name, byte[] content, string type)
    {
        if (content.Length > MostBytes || files.Sum(f => f.Content.Length) + content.Length > MostInAll)
            files.Add(($"{name}.too-large.txt", "text/plain",
                System.Text.Encoding.UTF8.GetBytes($"{name} had {content.Length} bytes and was left out.\n")));
        else
            files.Add((name, type, content));
    }

    public IReadOnlyList<EvidenceFile> WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, _, content) in files)
            File.WriteAllBytes(Path.Combine(folder, name), content);
        return [.. files.Select(f => new EvidenceFile(f.Name, f.Content.Length))];
    }
}
