using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmokeTests.Http;

/// <summary>
/// The first line and the headers of an answer, as they come over the wire. They are read as Chromium reads them: up to four bytes
/// before the first line, a line without a colon and a name that is none are skipped, where .NET would refuse the whole answer.
/// </summary>
internal sealed class AnswerHead
{
    /// <summary>What Chromium reads at most, in bytes.</summary>
    public const int Most = 256 * 1024;

    /// <summary>How much is read at a time where a head does not come at once.</summary>
    public const int Piece = 4096;

    private const int Skipped = 4;
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private readonly ArrayBufferWriter<byte> came = new(512);
    private int end = -1;

    /// <summary>Whether something came of it.</summary>
    public bool HasBegun => came.WrittenCount > 0;

    /// <summary>Whether it came to its end.</summary>
    public bool IsWhole => end >= 0;

    /// <summary>Whether what came is another protocol's.</summary>
    public bool IsStrange => came.WrittenCount >= Skipped + 4 && Start < 0 || !IsWhole && HasBegun && !MayBecome;

    /// <summary>The first line of an interim answer that was to be followed by this one; those are not handed on.</summary>
    public string? Interim { get; private set; }

    /// <summary>The status of its first line; null where it has none.</summary>
    public int? Status
    {
        get
        {
            var words = FirstLine.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                ? status : null;
        }
    }

    /// <summary>Its first line, as far as it came.</summary>
    public string FirstLine
    {
        get
        {
            var line = came.WrittenSpan[Math.Max(Start, 0)..];
            line = line[..(line.IndexOf((byte)'\n') is var at and >= 0 ? at : line.Length)];
            return Encoding.Latin1.GetString(line).TrimEnd('\r');
        }
    }

    /// <summary>Whether it holds a byte that no browser takes.</summary>
    public bool HasNul => IsWhole && came.WrittenSpan[..end].Contains((byte)0);

    /// <summary>The first bytes that came.</summary>
    public ReadOnlySpan<byte> First => came.WrittenSpan[..Math.Min(came.WrittenCount, 16)];

    private int Start
    {
        get
        {
            for (var at = 0; at <= Skipped && at + 4 <= came.WrittenCount; at++)
                if (Ascii.EqualsIgnoreCase(came.WrittenSpan.Slice(at, 4), "HTTP"))
                    return at;
            return -1;
        }
    }

    /// <summary>Whether the answer itself is still to come.</summary>
    private bool SaysMore => Status is >= 100 and < 200 and not 101;

    private bool MayBecome => Start >= 0 || Ascii.EqualsIgnoreCase(came.WrittenSpan, "HTTP".AsSpan(0, Math.Min(4, came.WrittenCount)));

    /// <summary>Whether what has come first is a whole head, and more perhaps, that can be handed on as it is.</summary>
    public bool Passes(ReadOnlySpan<byte> bytes)
    {
        if (HasBegun || Interim is not null || End(bytes, 0) is not (> 0 and var whole))
            return false;
        came.Write(bytes[..whole]);
        end = whole;
        if (IsPlain() && !SaysMore)
            return true;
        came.Clear();
        end = -1;
        return false;
    }

    /// <summary>Takes what has come. True where no more of it is waited for.</summary>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        var from = Math.Max(came.WrittenCount - 3, 0);
        came.Write(bytes);
        end = End(came.WrittenSpan, Math.Max(from, Math.Max(Start, 0)));
        if (IsWhole && Start >= 0 && SaysMore)
        {
            Interim = FirstLine;
            var next = came.WrittenSpan[end..].ToArray();
            came.Clear();
            return Add(next);
        }
        return IsWhole || came.WrittenCount > Most || came.WrittenCount >= Skipped + 4 && Start < 0;
    }

    /// <summary>What is handed on in place of what came.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        if (!IsWhole || Start < 0 || Start == 0 && IsPlain())
            return came.WrittenMemory;
        var mended = new ArrayBufferWriter<byte>(came.WrittenCount);
        var (kept, firstLength) = (false, 0);
        for (int from = Start, next; from < end; from = next)
        {
            next = After(from);
            var line = came.WrittenSpan[from..next];
            kept = from == Start || IsBlank(line)
                || (line[0] is (byte)' ' or (byte)'\t' ? kept && mended.WrittenCount > firstLength : IsHeader(line));
            if (from == Start)
                firstLength = WriteFirst(mended, line);
            else if (kept)
                mended.Write(line);
        }
        mended.Write(came.WrittenSpan[end..]);
        return mended.WrittenMemory;
    }

    /// <summary>Whether .NET reads it as browsers do.</summary>
    private bool IsPlain()
    {
        if (!came.WrittenSpan.StartsWith("HTTP/1."u8))
            return false;
        for (int from = After(0), next; from < end; from = next)
        {
            next = After(from);
            if (came.WrittenSpan[from..next] is var line && !IsBlank(line) && !IsHeader(line))
                return false;
        }
        return true;
    }

    private int After(int line) => line + came.WrittenSpan[line..end].IndexOf((byte)'\n') + 1;

    private static bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    private static bool IsHeader(ReadOnlySpan<byte> line)
    {
        var name = line[..Math.Max(line.IndexOf((byte)':'), 0)].TrimEnd(" \t"u8);
        return name.Length > 0 && name.IndexOfAnyExcept(NameBytes) < 0;
    }

    /// <summary>In the version that .NET knows: what says a later one is read as 1.1, what says none as 1.0.</summary>
    private static int WriteFirst(ArrayBufferWriter<byte> mended, ReadOnlySpan<byte> line)
    {
        var blank = line.IndexOf((byte)' ');
        if (blank < 0)
        {
            mended.Write(line);
            return mended.WrittenCount;
        }
        var version = line[4..blank];
        var isOld = version is not [(byte)'/', >= (byte)'1' and <= (byte)'9', (byte)'.', >= (byte)'0' and <= (byte)'9']
            || version.SequenceEqual("/1.0"u8);
        mended.Write(isOld ? "HTTP/1.0"u8 : "HTTP/1.1"u8);
        mended.Write(line[blank..]);
        return mended.WrittenCount;
    }

    /// <summary>Where the blank line ends; -1 where it has not come.</summary>
    private static int End(ReadOnlySpan<byte> bytes, int from)
    {
        for (var at = from; at < bytes.Length; at++)
        {
            if (bytes[at..].IndexOf((byte)'\n') is not (>= 0 and var next))
                return -1;
            at += next;
            if (at + 1 < bytes.Length && bytes[at + 1] == '\n')
                return at + 2;
            if (at + 2 < bytes.Length && bytes[at + 1] == '\r' && bytes[at + 2] == '\n')
                return at + 3;
        }
        return -1;
    }
}
