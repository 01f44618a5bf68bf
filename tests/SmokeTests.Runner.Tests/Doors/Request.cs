using System.Text;

namespace SmokeTests.Runner.Tests;

/// <summary>A request, whatever it holds.</summary>
internal sealed class Request
{
    public required string Method { get; set; }

    public required string Path { get; set; }

    public required string Host { get; init; }

    public string Query { get; set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string? Body { get; set; }

    /// <summary>What it says of the length of its body; null for what is so.</summary>
    public string? Length { get; set; }

    /// <summary>More was said to come than comes: who waits for the rest would wait for ever.</summary>
    public bool IsCut =>
        Length is not null || Headers.ContainsKey("Content-Length") || Headers.ContainsKey("Transfer-Encoding")
        || Headers.ContainsKey("Expect");

    public void Json(string json) => (Body, Headers["Content-Type"]) = (json, "application/json");

    /// <param name="odd">The field that has another value; null for none.</param>
    public void Form(Pieces pieces, string? odd, string value, bool isMultipart)
    {
        var fields = pieces.Fields.Select(f => (Name: f, Value: f == odd ? value : pieces.Values.GetValueOrDefault(f) ?? "x"));
        if (isMultipart)
        {
            Headers["Content-Type"] = "multipart/form-data; boundary=edge";
            Body = string.Concat(fields.Select(f => $"--edge\r\nContent-Disposition: form-data; name=\"{f.Name}\"\r\n\r\n{f.Value}\r\n"))
                + "--edge--\r\n";
        }
        else
            (Body, Headers["Content-Type"]) =
                (string.Join('&', fields.Select(f => $"{OddTexts.Escape(f.Name)}={OddTexts.Escape(f.Value)}")),
                    "application/x-www-form-urlencoded");
    }

    public byte[] Bytes()
    {
        var body = Encoding.UTF8.GetBytes(Body ?? "");
        var usual = $"{(Headers.ContainsKey("Host") ? "" : $"Host: {Host}\r\n")}"
            + $"{(Body is null || Headers.ContainsKey("Content-Length") ? "" : $"Content-Length: {Length ?? $"{body.Length}"}\r\n")}";
        var head = $"{Method} {Path}{Query} "
            + $"HTTP/1.1\r\n{usual}{string.Concat(Headers.Select(h => $"{h.Key}: {h.Value}\r\n"))}Connection: close\r\n\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. body];
    }
}
