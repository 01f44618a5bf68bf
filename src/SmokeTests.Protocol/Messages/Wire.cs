using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace SmokeTests.Worker;

/// <summary>
/// One end of the socket between runner and worker: a JSON object a line. What is said at about the same time goes out in
/// one packet. The runner listens asynchronously; the worker from a thread of its own, so that checks that hold up the
/// whole thread pool cannot keep it from hearing.
/// </summary>
internal sealed class Wire : IDisposable
{
    private const int Packet = 64 * 1024;

    /// <summary>Bytes of a line. What a worker may say of all its checks, at its beginning, may be sixteen times as long.</summary>
    public const int MostLine = 8 * 1024 * 1024;
    private const int MostFirst = 16 * MostLine;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly Channel<WorkerMessage> outgoing = Channel.CreateUnbounded<WorkerMessage>(new UnboundedChannelOptions());
    private readonly Lock sending = new();
    private ArrayBufferWriter<byte>? packet;
    private byte[] buffer = new byte[Packet];
    private int start;
    private int end;
    private int most = MostFirst;

    public Wire(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket);
    }

    /// <summary>Says it, as soon as the other side takes it. False when nothing can be said any more.</summary>
    public bool Enqueue(WorkerMessage message) => outgoing.Writer.TryWrite(message);

    /// <summary>
    /// Says it, and is back when it is on its way: the other side hears it even if this process ends at once. Where others hold
    /// up the wire for 2 s it is said in its turn. For a side that uses <see cref="RunSenderBlocking"/>.
    /// </summary>
    public void SendNow(WorkerMessage message)
    {
        if (!Send(message))
            Enqueue(message);
    }

    /// <summary>Nothing more is to be said: <see cref="RunSender"/> ends when all is out.</summary>
    public void Close() => outgoing.Writer.TryComplete();

    /// <summary>Sends what is to be said until there is nothing more, or nobody to hear it.</summary>
    public async Task RunSender()
    {
        var packet = new ArrayBufferWriter<byte>(Packet);
        await using var json = new Utf8JsonWriter(packet);
        try
        {
            while (await outgoing.Reader.WaitToReadAsync())
            {
                while (packet.WrittenCount < Packet && outgoing.Reader.TryRead(out var message))
                    Add(message, json, packet);
                await stream.WriteAsync(packet.WrittenMemory);
                packet.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Nobody hears it any more: whoever listens on this wire sees that it has ended.
            outgoing.Writer.TryComplete();
        }
    }

    /// <summary>The same as <see cref="RunSender"/>, for a side that also says things at once.</summary>
    public async Task RunSenderBlocking()
    {
        while (await outgoing.Reader.WaitToReadAsync())
            Flush();
    }

    /// <summary>Sends what is to be said now, from the thread that asks: it needs no other.</summary>
    public void Flush() => Send(null);

    /// <param name="first">Goes before all that waits.</param>
    /// <returns>False where others hold up the wire.</returns>
    private bool Send(WorkerMessage? first)
    {
        if (!sending.TryEnter(Patience))
            return false;
        try
        {
            if (packet is null || packet.Capacity > 16 * Packet)
                packet = new ArrayBufferWriter<byte>(Packet);
            using var json = new Utf8JsonWriter(packet);
            packet.ResetWrittenCount();
            for (var message = first; message is not null || outgoing.Reader.TryRead(out message); message = null)
            {
                Add(message, json, packet);
                if (packet.WrittenCount < Packet && outgoing.Reader.TryPeek(out _))
                    continue;
                stream.Write(packet.WrittenSpan);
                packet.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Nobody hears it any more: whoever listens on this wire sees that it has ended.
            outgoing.Writer.TryComplete();
        }
        finally
        {
            sending.Exit();
        }
        return true;
    }

    /// <summary>What the other side says next; null when it has gone.</summary>
    /// <exception cref="InvalidDataException">It says a line that is too long. It is not read.</exception>
    public async ValueTask<WorkerMessage?> Receive(CancellationToken cancel = default)
    {
        while (true)
        {
            if (Line(out var message))
                return message;
            if (await stream.ReadAsync(Room(), cancel) is var read && read == 0)
                return null;
            end += read;
        }
    }

    /// <summary>The same, holding up the thread that asks.</summary>
    public WorkerMessage? ReceiveBlocking()
    {
        while (true)
        {
            if (Line(out var message))
                return message;
            if (stream.Read(Room().Span) is var read && read == 0)
                return null;
            end += read;
        }
    }

    public void Dispose()
    {
        Close();
        stream.Dispose();
        socket.Dispose();
    }

    private static void Add(WorkerMessage message, Utf8JsonWriter json, ArrayBufferWriter<byte> packet)
    {
        json.Reset();
        JsonSerializer.Serialize(json, message, WorkerMessageJson.Default.WorkerMessage);
        json.Flush();
        packet.Write(NewLine);
    }

    private bool Line(out WorkerMessage? message)
    {
        var rest = buffer.AsSpan(start, end - start);
        var length = rest.IndexOf((byte)'\n');
        message = null;
        if (length < 0)
            return false;
        message = JsonSerializer.Deserialize(rest[..length], WorkerMessageJson.Default.WorkerMessage);
        start += length + 1;
        most = MostLine;
        return true;
    }

    /// <summary>Room for more: a line that began stays, moved to the front or into a larger buffer.</summary>
    private Memory<byte> Room()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end >= most)
            throw new InvalidDataException($"A line of more than {most / 1024 / 1024} MB was refused.");
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        else if (end == 0 && buffer.Length > 16 * Packet)
            buffer = new byte[Packet];
        return buffer.AsMemory(end);
    }
}
