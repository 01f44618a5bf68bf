using System.IO.Compression;

namespace SmokeTests.Http;

/// <summary>
/// Takes the encodings of an answer off, as Chromium does: of gzip the first member alone, without its check sum; a deflate with zlib's
/// frame or without. The platform's own way refuses a wrong check sum, and takes more members for more text.
/// </summary>
internal static class Decoding
{
    public const string Asked = "gzip, deflate, br";

    private const int HasCheck = 2, HasExtra = 4, HasName = 8, HasComment = 16;

    /// <exception cref="InvalidDataException">The answer came in a form that was not asked for.</exception>
    public static async Task<Stream> Of(Stream body, IEnumerable<string> encodings, CancellationToken cancel)
    {
        foreach (var encoding in encodings.SelectMany(e => e.Split(',')).Select(e => e.Trim().ToLowerInvariant()).Reverse())
            body = encoding switch
            {
                "gzip" or "x-gzip" => await Unzip(new BufferedStream(body), cancel),
                "deflate" => await Inflate(new BufferedStream(body), cancel),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "zstd" or "compress" or "x-compress" => throw new InvalidDataException($"it came as {encoding}, which was not asked for"),
                // A browser takes what it does not know as no encoding.
                _ => body,
            };
        return body;
    }

    /// <summary>Without the header (RFC 1952). Where not all of that came there is nothing to show.</summary>
    private static async Task<Stream> Unzip(BufferedStream zipped, CancellationToken cancel)
    {
        var bytes = new byte[1];
        var read = 0;
        var flags = 0;
        for (; read < 10 && await Next() is var next and >= 0; read++)
        {
            if (read < 3 && next != (read switch { 0 => 0x1F, 1 => 0x8B, _ => 8 }))
                throw new InvalidDataException("it does not begin as gzip does");
            flags = read == 3 ? next : flags;
        }
        if (read == 10 && (flags & HasExtra) != 0)
        {
            var length = await Next() | await Next() << 8;
            while (length-- > 0 && await Next() >= 0)
                continue;
        }
        if ((flags & HasName) != 0)
            await SkipText();
        if ((flags & HasComment) != 0)
            await SkipText();
        if ((flags & HasCheck) != 0)
            _ = await Next() | await Next();
        return new DeflateStream(zipped, CompressionMode.Decompress);

        async ValueTask<int> Next() => await zipped.ReadAsync(bytes, cancel) == 0 ? -1 : bytes[0];

        async ValueTask SkipText()
        {
            while (await Next() > 0)
                continue;
        }
    }

    /// <summary>By its first two bytes: a frame of zlib's (RFC 1950), or the bare stream.</summary>
    private static async Task<Stream> Inflate(BufferedStream deflated, CancellationToken cancel)
    {
        var head = new byte[2];
        var count = await deflated.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancel);
        Stream whole = new Prefixed(head.AsMemory(0, count), deflated);
        return (head[0] & 0x0F) == 8 && (head[0] << 8 | head[1]) % 31 == 0
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }

    /// <summary>What was looked at, and what follows.</summary>
    private sealed class Prefixed(ReadOnlyMemory<byte> first, Stream rest) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) =>
            first.Length > 0 ? Hand(buffer.AsMemory(offset, count)) : rest.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            first.Length > 0 ? new(Hand(buffer)) : rest.ReadAsync(buffer, cancellationToken);

        public override void Flush() => rest.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Hand(Memory<byte> buffer)
        {
            var bytes = Math.Min(first.Length, buffer.Length);
            first[..bytes].CopyTo(buffer);
            first = first[bytes..];
            return bytes;
        }
    }
}
