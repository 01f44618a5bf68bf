using AngleSharp.Dom;
using AngleSharp.Io.Dom;

namespace SmokeTests.Http;

/// <summary>A file as a form's file field holds it.</summary>
internal sealed class ChosenFile(string name, string type, byte[] content) : IFile
{
    public string Name => name;
    public string Type => type;
    public int Length => content.Length;
    public Stream Body => new MemoryStream(content, writable: false);
    public bool IsClosed => false;
    public DateTime LastModified => DateTime.UnixEpoch;

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
