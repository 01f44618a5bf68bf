using System.Text;
using SmokeTests.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>The head of an answer, however it comes in pieces.</summary>
public class AnswerHeadTests
{
    private const string Plain = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";

    [Theory]
    //          what comes                                                      what is handed on
    [InlineData(Plain + "<p>Here",                                              Plain + "<p>Here")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\nA: b\r\n\r\n",                 "HTTP/1.1 200 OK\r\nA: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n more of it\r\nA: b\r\n\r\n",  "HTTP/1.1 200 OK\r\nA: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n first: x\r\nA: b\r\n\tc\r\n\r\n",          "HTTP/1.1 200 OK\r\nA: b\r\n\tc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: x\r\nA B: c\r\nA : b\r\n\r\nA B",         "HTTP/1.1 200 OK\r\nA : b\r\n\r\nA B")]
    [InlineData("abcdHTTP/1.1 200 OK\r\n\r\nx",                                 "HTTP/1.1 200 OK\r\n\r\nx")]
    [InlineData("HTTP/2.0 200 OK\nA: b\n\nx",                                   "HTTP/1.1 200 OK\nA: b\n\nx")]
    [InlineData("http/1.0 200 OK\r\n\r\n",                                      "HTTP/1.0 200 OK\r\n\r\n")]
    [InlineData("HTTP 200 OK\r\n\r\n",                                          "HTTP/1.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" + Plain,             Plain)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n" + Plain + "x", Plain + "x")]
    [InlineData("SSH-2.0-OpenSSH\r\n",                                          "SSH-2.0-OpenSSH\r\n")]
    public void A_head_is_read_as_browsers_read_it(string comes, string handedOn)
    {
        foreach (var piece in new[] { 1, 2, 3, 7, comes.Length })
        {
            var head = new AnswerHead();
            var came = 0;
            foreach (var bytes in Encoding.Latin1.GetBytes(comes).Chunk(piece))
            {
                came += bytes.Length;
                if (head.Add(bytes))
                    break;
            }
            // What comes after the head is not its business any more.
            (Encoding.Latin1.GetString(head.Read().Span) + comes[came..]).Should().Be(handedOn, $"it came in pieces of {piece}");
        }
        new AnswerHead().Passes(Encoding.Latin1.GetBytes(comes)).Should()
            .Be(comes == handedOn && comes.StartsWith("HTTP", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("HT", false, false)]
    [InlineData("HTTP/1.1 200 OK\r\nA", false, false)]
    [InlineData("\r\nHT", true, false)]
    [InlineData(Plain, false, true)]
    [InlineData("<p>", true, false)]
    [InlineData("\u0016\u0003\u0001\u0002", true, false)]
    [InlineData("220 mail.example ESMTP\r\n", true, false)]
    public void What_came_is_told_apart(string comes, bool isStrange, bool isWhole)
    {
        var head = new AnswerHead();
        head.Add(Encoding.Latin1.GetBytes(comes));
        (head.HasBegun, head.IsStrange, head.IsWhole).Should().Be((comes.Length > 0, isStrange, isWhole));
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_over_a_kept_connection_is_read_each_time()
    {
        await using var server = RawServer.Answering(r => RawServer.Page($"<p>{r.OnConnection}", "no header\r\nA: b\r\n"));
        var run = Call.On(server.Address);
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        for (var number = 1; number <= 3; number++)
        {
            var answer = await visitor.Send(new Request(HttpMethod.Get, server.Address));
            (answer.Content(), answer.Header("A")).Should().Be(($"<p>{number}", "b"));
        }
    }

    [Theory]
    [InlineData("/%zz%7E~?%zz|`{}^%27[]")]
    [InlineData("/a%2fb/%41?%41&%e4=%E4")]
    [InlineData("/?")]
    public async Task An_address_is_sent_letter_by_letter(string target)
    {
        await using var server = RawServer.Answering(_ => RawServer.Json("{}"));
        var run = Call.On(server.Address);
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        await visitor.Send(new Request(HttpMethod.Get, new Uri($"http://{server.Address.Authority}{target}#part")));
        server.Requests.Single().Line.Should().Be($"GET {target} HTTP/1.1");
    }
}
