using System.Text;
using SmokeTests.Settings;

namespace SmokeTests.Recording;

/// <summary>
/// Blots a text that comes in pieces, as one text: a secret that goes over pieces and lines is found as it would be in the whole. A line
/// is handed on at once where no secret can begin in it that the next piece goes on with; otherwise it waits for that piece, up to
/// <see cref="Pause"/>, and what looks like the beginning of a secret is blotted then.
/// </summary>
/// <param name="redactor">Knows the secrets.</param>
/// <param name="say">Takes whole lines where it can, one call after another.</param>
/// <param name="time">The time.</param>
internal sealed class RedactingStream(SecretRedactor redactor, Action<string> say, TimeProvider time) : IDisposable
{
    /// <summary>What waits is handed on when nothing has come for so long.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    /// <summary>So often it is looked at what has come: many short pieces are looked at together.</summary>
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(0.05);

    /// <summary>Characters. More does not wait, nor is more of what was handed on looked at again.</summary>
    private const int Most = 32 * 1024;
    private const int Piece = 16 * 1024;

    /// <summary>A secret of several lines is seldom one of more than so many.</summary>
    private const int Lines = 4;
    private const string End = "…";

    private readonly Lock gate = new();
    private readonly StringBuilder waiting = new();
    private string before = "";
    private ITimer? timer;
    private long lastPiece;
    private long lastLook;
    private bool ended;

    public void Write(string text)
    {
        lock (gate)
        {
            if (ended || text.Length == 0)
                return;
            waiting.Append(text);
            lastPiece = time.GetTimestamp();
            var isTime = lastLook == 0 || time.GetElapsedTime(lastLook, lastPiece) >= Rhythm;
            if (waiting.Length > Piece || isTime && text.Contains('\n', StringComparison.Ordinal))
                Look(all: false);
            if (waiting.Length > 0)
                WakeIn(Rhythm);
        }
    }

    /// <summary>Hands on what waits. Nothing is taken any more.</summary>
    public void Finish()
    {
        lock (gate)
        {
            if (!ended && waiting.Length > 0)
                Look(all: true);
            ended = true;
        }
        Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            timer?.Dispose();
        }
    }

    private void Woken()
    {
        lock (gate)
        {
            if (ended || waiting.Length == 0)
                return;
            var quiet = time.GetElapsedTime(lastPiece);
            Look(all: quiet >= Pause);
            if (waiting.Length > 0)
                WakeIn(quiet < Pause ? Pause - quiet : Pause);
        }
    }

    private void WakeIn(TimeSpan after)
    {
        if (timer is not null)
        {
            timer.Change(after, Timeout.InfiniteTimeSpan);
            return;
        }
        // It belongs to nobody's run.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
            timer = time.CreateTimer(_ => Woken(), null, after, Timeout.InfiniteTimeSpan);
    }

    private void Look(bool all)
    {
        lastLook = time.GetTimestamp();
        var text = string.Concat(before, BasicLogIn.Without(waiting.ToString()), End);
        var (from, end) = (before.Length, text.Length - End.Length);
        var found = redactor.Find(text);
        var to = all || end - from > Most ? end : Safe(text, from, end, found?.CutBefore(end));
        waiting.Clear().Append(text, to, end - to);
        if (to == from)
            return;
        before = text[Math.Max(0, to - Math.Min(Most, Lines * redactor.Longest))..to];
        say(found?.Blot(text, from, to) ?? text[from..to]);
    }

    /// <summary>The end of the last line that ends before what waits.</summary>
    private static int Safe(string text, int from, int end, int? cut)
    {
        var to = Math.Clamp(cut ?? end, from, end);
        return text.LastIndexOf('\n', Math.Max(0, to - 1), Math.Max(0, to - from)) + 1 is > 0 and var line ? line : from;
    }
}
