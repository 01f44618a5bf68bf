using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// One run of the suite of faults: beside a site that is well, a port that takes connections and says nothing, and one that is
/// closed.
/// </summary>
public sealed class FaultRun : IAsyncLifetime
{
    private const int MostRounds = 10;
    private readonly List<TcpClient> taken = [];
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, (string Outcome, string Said)> ended = [];
    private string output = "";

    /// <summary>How the check ended, and what is said of it.</summary>
    public (string Outcome, string Said) this[string check] =>
        ended.TryGetValue(check, out var found) ? found : throw new InvalidOperationException($"{check} did not run:\n{output}");

    public async ValueTask InitializeAsync()
    {
        silent.Start();
        _ = Take();
        await using var site = await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            if (context.Request.Path.StartsWithSegments("/as", out var encoding))
                context.Response.Headers.ContentEncoding = encoding.Value!.Trim('/');
            return context.Response.WriteAsync(
                "<h1>Welcome</h1><form method=post action=/in><input name=user><input type=password name=p><button>Log in</button></form>");
        });
        var report = Path.Combine(Directory.CreateTempSubdirectory("smoke-faults-").FullName, "junit.xml");
        var environment = new Dictionary<string, string>
        {
            ["FAULTS_SITE"] = site.Address.ToString(),
            ["FAULTS_SILENT"] = $"{((IPEndPoint)silent.LocalEndpoint).Port}",
            ["FAULTS_CLOSED"] = $"{Ports.Refusing}",
        };
        // On a machine that is short of cores a run says nothing: it is made again.
        for (var round = 0; round == 0 || round < MostRounds && ended.Values.Any(SaysNothing); round++)
        {
            (_, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Faults"), "--junit", report], environment);
            foreach (var check in XDocument.Load(report).Descendants("testcase"))
                if (!ended.TryGetValue(Name(check), out var before) || SaysNothing(before))
                    ended[Name(check)] = EndOf(check);
        }
        Scratch.Remove(Path.GetDirectoryName(report)!);
    }

    public ValueTask DisposeAsync()
    {
        silent.Dispose();
        taken.ForEach(t => t.Dispose());
        return default;
    }

    private static bool SaysNothing((string Outcome, string Said) end) =>
        end.Said.StartsWith("This machine was short", StringComparison.Ordinal);

    private static (string Outcome, string Said) EndOf(XElement check) =>
        check.Element("failure") is { } failure ? ("Failed", failure.Value)
        : check.Element("error") is { } error ? ("Broken", error.Value)
        : ("Passed", check.Element("system-out")?.Value ?? "");

    private static string Name(XElement check) => $"{check.Attribute("classname")!.Value.Split('.')[^1]}: {check.Attribute("name")!.Value}";

    private async Task Take()
    {
        try
        {
            while (true)
                taken.Add(await silent.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The tests are over.
        }
    }
}
