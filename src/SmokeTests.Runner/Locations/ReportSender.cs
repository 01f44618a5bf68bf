using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// Reports what a satellite has run to the runner that decides, by requests of its own: nothing needs to reach the satellite.
/// While the head is away its history is what waits, on its disk, as long as it is kept; after that it goes on where the head
/// has said that it has everything.
/// </summary>
internal sealed class ReportSender(HistoryStore historyStore, EvidenceStore evidenceStore, NodeSettings here, HttpClient http,
    Func<NodeStatus> about, TimeProvider time, ILogger<ReportSender> log)
{
    private const string Mark = "reported";
    private const int MostRuns = 200;
    private const long MostBytes = 8 * 1024 * 1024;
    private const long FewestBytes = 64 * 1024;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(5);

    /// <summary>The head may have another version of the suite by then.</summary>
    private static readonly TimeSpan BetweenOffers = TimeSpan.FromMinutes(1);

    private readonly Head head = here.Head!;

    /// <summary>
    /// How many runs a report has at most, and bytes of evidence: less, where something before the head takes no large requests.
    /// </summary>
    private (int Runs, long Bytes) most = (MostRuns, MostBytes);
    private readonly Dictionary<string, DateTimeOffset> leftOut = new(StringComparer.Ordinal);
    private long signedAt;
    private bool isAway;

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!stop.IsCancellationRequested && await Deliver(false, LongestAnswer, stop))
                // As long as more waits.
                continue;
        }
    }

    /// <summary>The last runs, and that this runner is not to be missed: at the stop, when all is saved.</summary>
    public async Task SendLast()
    {
        while (await Deliver(true, LastMoment, CancellationToken.None))
            continue;
    }

    /// <summary>Whether more waits.</summary>
    private async Task<bool> Deliver(bool leaves, TimeSpan longest, CancellationToken stop)
    {
        try
        {
            var (last, runs) = historyStore.Since(historyStore.Mark(Mark), most.Runs);
            if (runs.Count == 0 && !leaves && signedAt != 0 && time.GetElapsedTime(signedAt) < BetweenSigns)
                return false;
            await Post(Pack([.. runs.Where(r => r.Location == here.Location && !IsLeftOut(r.Check))], leaves), longest, stop);
            historyStore.Mark(Mark, last);
            signedAt = time.GetTimestamp();
            if (isAway)
                log.LogInformation("{Head} has everything again", head.Address);
            isAway = false;
            var isFull = runs.Count == most.Runs;
            most = (Math.Min(MostRuns, most.Runs * 2), Math.Clamp(most.Bytes * 2, FewestBytes, MostBytes));
            return isFull;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.RequestEntityTooLarge && most != (1, 0))
        {
            most = (Math.Max(1, most.Runs / 2), most.Bytes > FewestBytes ? most.Bytes / 2 : 0);
            return true;
        }
        catch (RefusedException e) when (LeaveOut(e))
        {
            return true;
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.BadRequest && most.Runs > 1)
        {
            // One run of it cannot be taken: which one, smaller reports show.
            most.Runs /= 2;
            return true;
        }
        catch (HttpRequestException e)
            when (e.StatusCode == HttpStatusCode.BadRequest && historyStore.Since(historyStore.Mark(Mark), 1) is var (refused, left)
                && left.Count > 0)
        {
            log.LogError("{Head} refuses run {Run} of {Check}, which is left out: {Why}", head.Address, left[0].Id, left[0].Check,
                e.Message);
            historyStore.Mark(Mark, refused);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or DbException
            && !stop.IsCancellationRequested)
        {
            if (!isAway && !stop.IsCancellationRequested)
                log.LogWarning("{Head} takes no reports ({Why}): what is run here waits in the history", head.Address,
                    e is OperationCanceledException ? $"no answer within {Interval.Write(longest)}" : e.Message);
            isAway = true;
            return false;
        }
    }

    /// <summary>
    /// Leaves out for a while what the head says is no check of this location: its suite may be of another version. Whether that
    /// is new.
    /// </summary>
    private bool LeaveOut(RefusedException refused)
    {
        var until = time.GetUtcNow() + BetweenOffers;
        var fresh = refused.Checks.Where(c => !IsLeftOut(c)).ToArray();
        foreach (var check in fresh.Where(c => leftOut.TryAdd(c, until)))
            log.LogError("{Head} refuses runs of {Check}, which are left out: {Why}", head.Address, check, refused.Message);
        foreach (var check in fresh)
            leftOut[check] = until;
        return fresh.Length > 0;
    }

    private bool IsLeftOut(string check) => leftOut.TryGetValue(check, out var until) && time.GetUtcNow() < until;

    private LocationReport Pack(IReadOnlyList<Run> runs, bool leaves)
    {
        var (enclosures, room) = (new List<EvidenceAttachment>(), most.Bytes);
        // The newest first: what does not fit stays here.
        foreach (var run in runs.Reverse().Where(r => r.Outcome is not (Outcome.Passed or Outcome.Slow)))
            foreach (var file in run.Evidence.Select(e => evidenceStore.File(run.Id, e.Name)).OfType<string>().Select(f => new FileInfo(f))
                .Where(f => f.Exists && f.Length <= room))
            {
                room -= file.Length;
                enclosures.Add(new EvidenceAttachment(run.Id, file.Name, File.ReadAllBytes(file.FullName)));
            }
        return new LocationReport(about(), time.GetUtcNow(), runs, enclosures, leaves);
    }

    private async Task Post(LocationReport locationReport, TimeSpan longest, CancellationToken stop)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        soon.CancelAfter(longest);
        var content = JsonSerializer.SerializeToUtf8Bytes(locationReport, LocationReportJson.Default.LocationReport);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri(head.Address, "api/reports")) { Content =
            new ByteArrayContent(content) { Headers = { ContentType = new("application/json") } } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", head.Token);
        // Who takes nothing so large says so before it has come, instead of hanging up.
        request.Headers.ExpectContinue = content.Length > FewestBytes;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, soon.Token);
        // The head's own answer has no body: a page that somebody else answers with means that the report has not arrived.
        if (answer.StatusCode == HttpStatusCode.BadRequest
            && RefusedException.Read(await BoundedAnswer.Read(answer, soon.Token)) is { } refused)
            throw refused;
        if (answer.StatusCode != HttpStatusCode.NoContent)
            throw new HttpRequestException($"it answers {(int)answer.StatusCode}{Hint(answer)}", null, answer.StatusCode);
    }

    private string Hint(HttpResponseMessage answer) => answer.StatusCode switch
    {
        _ when answer.IsSuccessStatusCode => ", which is not the answer of a runner: is a portal or a proxy in between?",
        _ when answer.Headers.Location is { } location =>
            $", which leads to {location}: reports follow no redirect. Set that as \"node.head\"",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $": its settings need the token access.tokens.{here.Location} with the scope \"report\", whose hash is that of "
                + "\"node.token\" here",
        HttpStatusCode.RequestEntityTooLarge => ": what stands before it must let requests of a megabyte through",
        _ => "",
    };
}
