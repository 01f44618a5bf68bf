using System.Collections.Concurrent;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;
using SmokeTests.Http;
using SmokeTests.PageModel;
using SmokeTests.Runs;

namespace SmokeTests.HttpPages;

/// <summary>Opens many pages side by side, a step each.</summary>
internal sealed class Visits(RunContext run, Visitor visitor)
{
    private const string Wanted = "an XML document with <urlset> or <sitemapindex>";
    private const int AtOnce = 4;
    private const int MostMaps = 20;

    /// <summary>What the protocol of sitemaps allows, unzipped.</summary>
    private const int MostBytes = 50 * 1024 * 1024;

    /// <summary>All are asked, whatever the first ones answer; then the first failure is told with the number of the others.</summary>
    public async Task Go(IReadOnlyCollection<string> addresses)
    {
        var failed = new ConcurrentQueue<(string Address, JourneyFailedException Why)>();
        await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = run.Stop },
            async (address, _) =>
        {
            try
            {
                await run.Recorder.Take($"visit {address}", async _ => { await Open(address); return true; });
            }
            catch (JourneyFailedException e)
            {
                failed.Enqueue((address, e));
            }
        });
        if (failed.Count == 1)
            throw failed.First().Why;
        if (!failed.IsEmpty)
            throw run.Recorder.Fail($"{failed.Count} of {addresses.Count} pages do not work", "every page",
                string.Join('\n', failed.Take(10).Select(f => f.Why.Message.Split('\n')[0])));
    }

    public async Task GoBy(string sitemap, int most)
    {
        var pages = await run.Recorder.Take($"read {sitemap}", async _ =>
        {
            var found = await Pages(new Uri(run.Settings.Site, sitemap), []);
            run.Recorder.Note($"{found.Count} pages");
            return found;
        });
        var step = Math.Max(1, (double)pages.Count / most);
        await Go([.. Enumerable.Range(0, Math.Min(most, pages.Count)).Select(i => pages[(int)(i * step)])]);
    }

    private async Task Open(string address)
    {
        var tab = new HttpTab(run.Settings, visitor, run.Recorder, run.Time, () => run.Stop);
        await tab.Visit(address);
        if (tab.Answer.Body.Length == 0 || (await tab.Look()).IsBlank)
            throw await tab.Fail(new Complaint($"{address} is blank", "a page with text", Complaint.Excerpt));
    }

    /// <summary>The addresses that a map names; those of the maps that it names in turn.</summary>
    private async Task<List<string>> Pages(Uri map, HashSet<Uri> seen)
    {
        if (!seen.Add(map) || seen.Count > MostMaps)
            return [];
        var answer = await visitor.Send(new Request(HttpMethod.Get, map));
        if ((int)answer.Status >= 400)
            throw run.Recorder.Fail($"{map.AbsolutePath} answered {answer.Said}", "a sitemap", answer.Excerpt());
        var root = Parse(answer);
        if (root.Name.LocalName is not ("urlset" or "sitemapindex"))
            throw run.Recorder.Fail($"{map.AbsolutePath} is no sitemap", Wanted, $"<{root.Name.LocalName}>");
        var found = new List<string>();
        foreach (var entry in root.Elements().Select(e => e.Elements().FirstOrDefault(c => c.Name.LocalName == "loc")?.Value.Trim())
            .OfType<string>())
        {
            if (!Uri.TryCreate(map, entry, out var named) || named.Scheme is not ("http" or "https"))
                throw run.Recorder.Fail($"{map.AbsolutePath} names an address that is none", "addresses with http or https", entry);
            if (root.Name.LocalName == "sitemapindex")
                found.AddRange(await Pages(named, seen));
            else
                found.Add(named.AbsoluteUri);
        }
        return found;
    }

    private XElement Parse(Answer answer)
    {
        try
        {
            return XDocument.Load(new MemoryStream(Unzipped(answer.Body))).Root!;
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw run.Recorder.Fail($"{answer.Address.AbsolutePath} is no sitemap: {e.Message}", Wanted, answer.Excerpt(), because: e);
        }
    }

    private static byte[] Unzipped(byte[] body)
    {
        if (body is not [0x1f, 0x8b, ..])
            return body;
        using var zip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = zip.Read(buffer)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MostBytes)
                throw new InvalidDataException($"it is larger than {MostBytes / 1024 / 1024} MB");
        }
        return text.ToArray();
    }
}
