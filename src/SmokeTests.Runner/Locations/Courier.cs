using System.Data.Common;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// Reports what a satellite has run to the runner that decides, by requests of its own: nothing needs to reach the satellite.
/// While the head is away its history is what waits, on its disk, as long as it is kept; after that it goes on where the head
/// has said that it has everything.
/// </summary>
internal sealed class Courier(Archive archive, Shelf shelf, NodeSettings here, HttpClient http, Func<About> about, TimeProvider time, ILogger<Courier> log)
{
    private const string Mark = "reported";
    private const int MostRuns = 200;
    private const long MostBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(5);

    private readonly Head head = here.Head!;
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
    public async Task Leave()
    {
        while (await Deliver(true, LastMoment, CancellationToken.None))
            continue;
    }

    /// <summary>Whether more waits.</summary>
    private async Task<bool> Deliver(bool leaves, TimeSpan longest, CancellationToken stop)
    {
        try
        {
            var (last, runs) = archive.Since(archive.Mark(Mark), MostRuns);
            if (runs.Count == 0 && !leaves && signedAt != 0 && time.GetElapsedTime(signedAt) < BetweenSigns)
                return false;
            await Post(Pack([.. runs.Where(r => r.Location == here.Location)], leaves), longest, stop);
            archive.Mark(Mark, last);
            signedAt = time.GetTimestamp();
            if (isAway)
                log.LogInformation("{Head} has everything again", head.Address);
            isAway = false;
            return runs.Count == MostRuns;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or DbException && !stop.IsCancellationRequested)
        {
            if (!isAway && !stop.IsCancellationRequested)
                log.LogWarning("{Head} takes no reports ({Why}): what is run here waits in the history", head.Address, e is OperationCanceledException ? $"no answer within {Interval.Write(longest)}" : e.Message);
            isAway = true;
            return false;
        }
    }

    private Parcel Pack(IReadOnlyList<Run> runs, bool leaves)
    {
        var (enclosures, room) = (new List<Enclosure>(), MostBytes);
        // The newest first: what does not fit stays here.
        foreach (var run in runs.Reverse().Where(r => r.Outcome is not (Outcome.Passed or Outcome.Slow)))
            foreach (var file in run.Evidence.Select(e => shelf.File(run.Id, e.Name)).OfType<string>().Select(f => new FileInfo(f)).Where(f => f.Exists && f.Length <= room))
            {
                room -= file.Length;
                enclosures.Add(new Enclosure(run.Id, file.Name, File.ReadAllBytes(file.FullName)));
            }
        return new Parcel(about(), time.GetUtcNow(), runs, enclosures, leaves);
    }

    private async Task Post(Parcel parcel, TimeSpan longest, CancellationToken stop)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        soon.CancelAfter(longest);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(head.Address, "api/reports")) { Content = JsonContent.Create(parcel, ParcelJson.Default.Parcel) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", head.Token);
        using var answer = await http.SendAsync(request, soon.Token);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"it answers {(int)answer.StatusCode}{(answer.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden ? $": its settings need the token access.tokens.{here.Location} with the scope \"report\", whose hash is that of \"node.token\" here" : "")}");
    }
}
