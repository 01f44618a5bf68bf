using AngleSharp.Io.Dom;

namespace SmokeTests.PageModel;

/// <summary>A file as a form's file field holds it.</summary>
internal sealed class ChosenFile(string name, string type, byte[] content) : IFile
{
    /// <summary>What a file field holds in which nothing was chosen.</summary>
    public static readonly ChosenFile None = new("", "application/octet-stream", []);

    public string Name => name;
    public string Type => type;
    public int Length => content.Length;
    public Stream Body => new MemoryStream(content, writable: false);
    public bool IsClosed => false;
    public DateTime LastModified => DateTime.UnixEpoch;

    public byte[] Bytes => content;

    /// <summary>A file of the suite: a relative path stands beside its assembly.</summary>
    public static ChosenFile At(string file)
    {
        var path = Path.GetFullPath(file, AppContext.BaseDirectory);
        return File.Exists(path)
            ? new ChosenFile(Path.GetFileName(path), TypeOf(path), File.ReadAllBytes(path))
            : throw new CheckBrokenException($"The file to upload is missing: {path}. Is it copied to the output (CopyToOutputDirectory)?");
    }

    public static string TypeOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        ".SVG" => "image/svg+xml",
        ".PDF" => "application/pdf",
        ".TXT" => "text/plain",
        ".CSV" => "text/csv",
        ".JSON" => "application/json",
        ".XML" => "application/xml",
        ".ZIP" => "application/zip",
        _ => "application/octet-stream",
    };

    public IBlob Slice(int start = 0, int end = int.MaxValue, string? contentType = null) =>
        new ChosenFile(name, contentType ?? type, content[start..Math.Min(end, content.Length)]);

    public void Close() { }

    public void Dispose() { }
}
