using System.IO.Compression;

namespace SmokeTests.Http;

/// <summary>What is left to decompress: the platform takes away one layer of gzip, deflate or br, and knows no x-gzip.</summary>
internal static class Decoding
{
    /// <exception cref="InvalidDataException">The answer came in a form that was not asked for.</exception>
    public static Stream Of(Stream body, IEnumerable<string> encodings)
    {
        foreach (var encoding in encodings.SelectMany(e => e.Split(',')).Select(e => e.Trim().ToLowerInvariant()).Reverse())
            body = encoding switch
            {
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "deflate" => new ZLibStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "zstd" or "compress" or "x-compress" => throw new InvalidDataException($"it came as {encoding}, which was not asked for"),
                // A browser takes what it does not know as no encoding.
                _ => body,
            };
        return body;
    }
}
