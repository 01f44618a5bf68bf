namespace SmokeTests.Http;

/// <summary>
/// Watches a connection, since no other way tells whether a request went over a new one, and what has come where no answer has.
/// The head of each answer is handed on as browsers read it (<see cref="AnswerHead"/>).
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="isText">Whether it speaks HTTP/1: the heads of later versions are no text.</param>
internal sealed class KeptConnection(Stream inner, bool isText) : Stream
{
    private Sending? current;
    private bool hasServed;
    private AnswerHead? head;
    private ReadOnlyMemory<byte> pending;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (pending.Length > 0)
            return Hand(buffer);
        var bytes = Came(inner.Read(buffer));
        if (buffer.Length == 0 || Passes(buffer[..bytes]))
            return bytes;
        var whole = head!.Add(buffer[..bytes]);
        for (var more = new byte[AnswerHead.Piece]; !whole && bytes > 0; whole = head.Add(more.AsSpan(0, bytes)))
            bytes = inner.Read(more);
        return HandHead(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (pending.Length > 0)
            return new(Hand(buffer.Span));
        var reading = inner.ReadAsync(buffer, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
            return Await(reading, buffer, cancellationToken);
        var bytes = Came(reading.Result);
        return buffer.Length == 0 || Passes(buffer.Span[..bytes]) ? new(bytes) : ReadHead(buffer, bytes, cancellationToken);
    }

    private async ValueTask<int> Await(ValueTask<int> reading, Memory<byte> buffer, CancellationToken cancel)
    {
        var bytes = Came(await reading);
        return buffer.Length == 0 || Passes(buffer.Span[..bytes]) ? bytes : await ReadHead(buffer, bytes, cancel);
    }

    /// <summary>Whether it can be handed on as it is.</summary>
    private bool Passes(ReadOnlySpan<byte> bytes)
    {
        if (head?.Passes(bytes) == true)
            head = null;
        return head is null;
    }

    private async ValueTask<int> ReadHead(Memory<byte> buffer, int bytes, CancellationToken cancel)
    {
        var whole = head!.Add(buffer.Span[..bytes]);
        if (!whole && bytes > 0)
            for (var more = new byte[AnswerHead.Piece]; !whole && bytes > 0; whole = head.Add(more.AsSpan(0, bytes)))
                bytes = await inner.ReadAsync(more, cancel);
        return HandHead(buffer.Span);
    }

    /// <summary>Hands on the head, and what has come after it.</summary>
    private int HandHead(Span<byte> buffer)
    {
        pending = head!.Read();
        head = null;
        return Hand(buffer);
    }

    private int Hand(Span<byte> buffer)
    {
        var bytes = Math.Min(buffer.Length, pending.Length);
        pending.Span[..bytes].CopyTo(buffer);
        pending = pending[bytes..];
        return bytes;
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
        sending.Head = head = isText ? new AnswerHead() : null;
    }

    private int Came(int bytes)
    {
        if (bytes > 0 && current is not null)
            current.Answered = true;
        return bytes;
    }
}
