using System.Net.Sockets;
using SmokeTests.Addresses;
using SmokeTests.Recording;
using SmokeTests.Settings;
using SmokeTests.Tls;

namespace SmokeTests.Http;

/// <summary>
/// Sends a request, follows its redirects and reads the answer, within a limit. What goes wrong fails the step, with the
/// address that was really asked.
/// </summary>
internal sealed class Sender(EnvironmentSettings environment, Recorder recorder, TimeProvider time)
{
    /// <summary>Chromium follows one less.</summary>
    private const int MostRedirects = 20;

    /// <summary>How many bytes are read where the first ones are enough.</summary>
    private const int Beginning = 2_048;

    /// <param name="request">What is sent.</param>
    /// <param name="by">Who sends it.</param>
    /// <param name="reading">How much of the answer is read.</param>
    /// <param name="limit">How long it may take, redirects and all.</param>
    /// <param name="stop">Ends it together with the run.</param>
    /// <param name="given">Ends it where the check itself gave it up.</param>
    public async Task<Answer> Send(Request request, IRequester by, Reading reading, TimeSpan limit, CancellationToken stop,
        CancellationToken given = default)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop, given);
        var asked = request;
        var came = new Arrival(by is Visitor ? "the page" : "the answer");
        var ways = new List<string>();
        var began = time.GetTimestamp();
        try
        {
            while (true)
            {
                var (answer, next) = await Ask(asked, by, reading, came, any.Token);
                if (next is null)
                    return answer;
                ways.Add(asked.Address.PathAndQuery);
                if (ways.Count == MostRedirects)
                    throw recorder.Fail($"{request.Address.AbsolutePath} redirects for ever", "a page",
                        string.Join(" → ", ways.Take(4)) + $" → … ({MostRedirects} redirects)", $"{request.Address.AbsoluteUri} (no page)");
                asked = next;
            }
        }
        catch (OperationCanceledException e)
        {
            if (stop.IsCancellationRequested)
                throw recorder.OutOfTime($"{came.Awaited(asked.Address)}{Led(asked)}", came.Where(asked.Address), came.Instead)
                    ?? (Exception)e;
            var took = time.GetElapsedTime(began);
            // RestSharp measures a request's own Timeout as well, and may be the first to end it.
            var ours = late.IsCancellationRequested || !given.IsCancellationRequested || limit != environment.StepLimit && took > limit / 2;
            throw NotInTime(asked, came, ours, e, limit, took);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or NotSupportedException)
        {
            throw Unanswered(asked, e, null);
        }
    }

    /// <summary>One request and its answer; or, where that redirects, the next request.</summary>
    private async Task<(Answer Answer, Request? Next)> Ask(Request asked, IRequester by, Reading reading, Arrival came,
        CancellationToken cancel)
    {
        using var message = asked.ToMessage();
        await by.Dress(message, asked, cancel);
        var sent = Trace(message, asked);
        recorder.Reaching(address: asked.Address);
        var exchange = new Exchange(time.GetUtcNow(), default, recorder.Step, asked.Method.Method, asked.Address, message.Headers,
            asked.BodyType, asked.Body) { Undo = recorder.Undo };
        var began = time.GetTimestamp();
        came.Begin();
        try
        {
            using var response = await Transport.Send(message, cancel);
            came.Answered(response);
            recorder.Answered(asked.Address.AbsoluteUri, (int)response.StatusCode);
            exchange = exchange with
            {
                Status = (int)response.StatusCode,
                Reason = response.ReasonPhrase ?? "",
                Got = response.Headers.Concat(response.Content.Headers),
                Type = Answer.TypeOf(response.Content.Headers),
            };
            if (AnswerFlaws.Of(asked, response, Sending.Of(message)?.Head) is { } flaw)
                throw recorder.Fail(flaw.What + Led(asked), flaw.Expected, flaw.Actual, $"{asked.Address.AbsoluteUri} (no page)");
            by.Keep(asked.Address, response);
            var next = Next(asked, response);
            var body = next is null ? await Read(asked, response, reading, came, cancel) : [];
            recorder.Transcript.Add(exchange with { Took = time.GetElapsedTime(began), Body = body });
            sent?.End(exchange.Status);
            return (new Answer(asked.Address, response.StatusCode, Answer.TypeOf(response.Content.Headers), body, response.Headers,
                response.Content.Headers) { Reason = response.ReasonPhrase ?? "" }, next);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            recorder.Transcript.Add(exchange with { Took = time.GetElapsedTime(began), Error = e.InnerException?.Message ?? e.Message });
            sent?.End(null, e.InnerException?.Message ?? e.Message);
            if (e is OperationCanceledException)
                throw;
            throw Unanswered(asked, e, Sending.Of(message)?.Head);
        }
        finally
        {
            // A body that came and could not be read, a redirect to nowhere: there was an answer.
            sent?.End(exchange.Status > 0 ? exchange.Status : null);
        }
    }

    /// <summary>The environment's own origins are told the request's trace, where the check does not say another.</summary>
    private SentRequest? Trace(HttpRequestMessage message, Request asked)
    {
        if (recorder.Spans.AreUntold || message.Headers.NonValidated.Contains(SpanIds.Header)
            || !environment.Own.Any(own => Origin.IsSame(own, asked.Address)))
            return null;
        var sent = recorder.Sends(asked.Method.Method, asked.Address);
        message.Headers.TryAddWithoutValidation(SpanIds.Header, sent.TraceParent);
        return sent;
    }

    private Request? Next(Request asked, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || Location(response) is not { Length: > 0 } written)
            return null;
        if (HttpAddress.Parse(written, HttpAddress.Of(asked.Address))?.ToUri() is not { } to)
            throw recorder.Fail($"{asked.Address.AbsolutePath} redirects to {written}, which is no web address",
                "a redirect to http or https", written);
        if (asked.StaysAtOrigin && !Origin.IsSame(asked.Address, to))
            throw recorder.Fail($"{asked.Address.AbsolutePath} redirects to another origin, which is not told the secret",
                $"an answer from {Origin.Of(asked.Address)}", Origin.Of(to));
        return asked.Redirected((int)response.StatusCode, to);
    }

    /// <summary>Its characters are the bytes that came; those that are no ASCII count as they are, as in Chromium.</summary>
    private static string? Location(HttpResponseMessage response) => response.Headers.NonValidated.TryGetValues("Location", out var values)
        && values.FirstOrDefault()?.Trim() is { } written
        ? System.Text.Ascii.IsValid(written) ? written : string.Concat(written.Select(c => c < 0x80 ? $"{c}" : $"%{(int)c:X2}")) : null;

    private async Task<byte[]> Read(Request asked, HttpResponseMessage response, Reading reading, Arrival came, CancellationToken cancel)
    {
        if (reading == Reading.Nothing)
            return [];
        var most = environment.PageBytes;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            await using var sent = await response.Content.ReadAsStreamAsync(cancel);
            await using var stream = await Decoding.Of(sent, response.Content.Headers.ContentEncoding, cancel);
            for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            {
                body.Write(buffer, 0, read);
                came.Bytes += read;
                if (reading == Reading.Start && body.Length >= Beginning)
                    break;
                if (body.Length > most)
                    throw recorder.Fail($"the answer is larger than {most / 1024 / 1024} MB",
                        $"at most {most / 1024 / 1024} MB (\"pageMegabytes\" in {SettingsFile.Name})",
                        $"more, from {asked.Address.AbsoluteUri}");
            }
            // What decompression did not need must have come as well.
            for (var left = most; reading == Reading.All && stream != sent && left > 0
                && await sent.ReadAsync(buffer, cancel) is var rest and > 0;)
                left -= rest;
        }
        catch (IOException e)
        {
            throw recorder.Fail("the answer broke off", came.Awaited(asked.Address), came.Instead, came.Where(asked.Address), e);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw recorder.Fail("the answer is not compressed as its Content-Encoding says",
                $"a body from {asked.Address.AbsoluteUri} that can be decompressed", e.Message, because: e);
        }
        return body.ToArray();
    }

    private JourneyFailedException NotInTime(Request asked, Arrival came, bool ours, OperationCanceledException e, TimeSpan limit,
        TimeSpan took)
    {
        var within = ours ? $"within {Interval.Write(limit)}" : $"before the check gave the request up, after {took.TotalSeconds:0.0} s";
        var what = e.InnerException is TimeoutException && took < limit
            ? $"{asked.Address.Authority} accepts no connection within {Interval.Write(Transport.ConnectLimit)}"
            : came.Late(within);
        return recorder.Fail(what + Led(asked), came.Awaited(asked.Address), came.Instead ?? "none in time", came.Where(asked.Address), e);
    }

    private static string Led(Request asked) => asked.LedFrom is { } from ? $" ({from.AbsoluteUri} leads there)" : "";

    private JourneyFailedException Unanswered(Request asked, Exception e, AnswerHead? head) => recorder.Fail(
        Explain(e, asked.Address, head) + Led(asked), $"an answer from {asked.Address.AbsoluteUri}",
        e.Chain().OfType<CertificateRefusedException>().FirstOrDefault()?.Faults.About ?? e.Chain().Last().Message,
        $"{asked.Address.AbsoluteUri} (no answer)", e);

    private string Explain(Exception e, Uri address, AnswerHead? head)
    {
        foreach (var cause in e.Chain())
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"{address.Authority} refuses connections{IsItUp(address)}";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"there is no host {address.Host} (environment '{environment.Name}')";
            }
        if (address.Scheme == "https" && TlsFaults.Of(e, address.Authority, address.Host, time.GetUtcNow()) is { } notSecure)
            return notSecure;
        return AnswerFlaws.Of(e, address, head) ?? $"{address.Authority} did not answer: {e.Chain().Last().Message}";
    }

    private string IsItUp(Uri address) =>
        environment.Own.Any(own => Origin.IsSame(own, address)) ? $". Is the site of environment '{environment.Name}' up?" : "";
}
