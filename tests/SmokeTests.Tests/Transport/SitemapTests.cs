using System.IO.Compression;
using System.Text;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>Sitemaps that are none fail the check; those that are written otherwise are read.</summary>
public class SitemapTests
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    public static TheoryData<string> Good => ["plain", "marked", "zipped", "zipped and marked"];

    [Theory, MemberData(nameof(Good))]
    public async Task A_sitemap_is_read_however_it_is_written(string how)
    {
        const string map = "<?xml version='1.0' encoding='UTF-8'?><urlset "
            + "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>\n/books </loc></url></urlset>";
        byte[] text = how.Contains("marked", StringComparison.Ordinal) ? [.. Mark, .. Encoding.UTF8.GetBytes(map)]
            : Encoding.UTF8.GetBytes(map);
        await using var server = RawServer.Answering(r => r.Line.Contains("/books", StringComparison.Ordinal) ? RawServer.Page("<p>Books")
            : RawServer.Answer(how.Contains("zipped", StringComparison.Ordinal) ? Zipped(text) : text));
        await Go(server);
        server.Requests.Select(r => r.Line).Should().Contain("GET /books HTTP/1.1");
    }

    [Fact]
    public async Task A_file_that_people_save_is_as_good_as_a_page()
    {
        await using var server = RawServer.Answering(r => r.Line.Contains("/catalogue", StringComparison.Ordinal)
            ? RawServer.Answer([1, 2, 3], "Content-Type: application/zip\r\nContent-Disposition: attachment; filename=catalogue.zip\r\n")
            : RawServer.Answer("<urlset><url><loc>/catalogue.zip</loc></url></urlset>"u8.ToArray()));
        await Go(server);
        server.Requests.Select(r => r.Line).Should().Contain("GET /catalogue.zip HTTP/1.1");
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "<html><body>Not found</body></html>", "is no sitemap" },
        { "<rss><channel/></rss>", "is no sitemap" },
        { "", "is no sitemap" },
        { "{}", "is no sitemap" },
        { "<urlset><url><loc>mailto:ada@shop.example</loc></url></urlset>", "names an address that is none" },
        { "<urlset><url><loc>http://[bad</loc></url></urlset>", "names an address that is none" },
        { "<sitemapindex><sitemap><loc>http://[bad</loc></sitemap></sitemapindex>", "names an address that is none" },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task What_is_no_sitemap_fails_the_check(string map, string told)
    {
        await using var server = RawServer.Answering(_ => RawServer.Answer(Encoding.UTF8.GetBytes(map)));
        (await Fails(server)).Should().Contain("Read /sitemap.xml").And.Contain(told);
    }

    [Fact]
    public async Task A_zipped_sitemap_that_is_none_or_is_cut_off_or_too_large_fails_the_check()
    {
        byte[] body = [0x1f, 0x8b, 1, 2, 3];
        await using var server = RawServer.Answering(_ => RawServer.Answer(body));
        (await Fails(server)).Should().Contain("is no sitemap");
        body = Zipped("<urlset><url><loc>/books</loc></url></urlset>"u8.ToArray())[..^16];
        (await Fails(server)).Should().Contain("is no sitemap");
        body = Zipped(Encoding.UTF8.GetBytes("<urlset>" + new string(' ', 51 * 1024 * 1024) + "</urlset>"));
        (await Fails(server)).Should().Contain("larger than 50 MB");
    }

    private static Task Go(RawServer server)
    {
        var run = Call.On(server.Address);
        return new Visits(run,
            new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop)).GoBy("/sitemap.xml", 10);
    }

    private static async Task<string> Fails(RawServer server) =>
        (await new Func<Task>(() => Go(server)).Should().ThrowAsync<JourneyFailedException>()).Which.Message;

    private static byte[] Zipped(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(content);
        return bytes.ToArray();
    }
}
