namespace SmokeTests.Http;

/// <summary>
/// One sending of a request: whether it went over a connection that had served before, and whether a byte of an answer
/// came. Only a request that met neither a new connection nor an answer may be sent again (RFC 9112, 9.3.1 and 9.6).
/// </summary>
internal sealed class Sending
{
    private static readonly AsyncLocal<Sending?> Now = new();

    public static Sending? Current => Now.Value;

    public bool OnKeptConnection { get; set; }

    public bool Answered { get; set; }

    /// <summary>Begins in the calling method, until that ends.</summary>
    public static Sending Begin() => Now.Value = new Sending();
}

/// <summary>Watches a connection, since no other way tells whether a request went over a new one.</summary>
internal sealed class KeptConnection(Stream inner) : Stream
{
    private Sending? current;
    private bool hasServed;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer) => Came(inner.Read(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Came(inner.Read(buffer, offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Came(reading.Result)) : Await(reading);

        async ValueTask<int> Await(ValueTask<int> read) => Came(await read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Goes();
        inner.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Goes();
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Goes()
    {
        if (Sending.Current is not { } sending || sending == current)
            return;
        sending.OnKeptConnection = hasServed;
        (current, hasServed) = (sending, true);
    }

    private int Came(int bytes)
    {
        if (bytes > 0 && current is not null)
            current.Answered = true;
        return bytes;
    }
}
