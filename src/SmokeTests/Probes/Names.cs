using System.Net;
using DnsClient;
using SmokeTests.Runs;

namespace SmokeTests.Probes;

/// <summary>Asks name servers.</summary>
internal static class Names
{
    public static async Task<IReadOnlyList<string>> Look(RunContext run, string name, string type, string contains, string? server,
        CancellationToken cancel)
    {
        if (!Enum.TryParse<QueryType>(type, ignoreCase: true, out var asked))
            throw new CheckBrokenException($"'{type}' is not a type of record. Write A, AAAA, CNAME, MX, TXT, NS, SRV or CAA.");
        var client = server is null ? new LookupClient() : IPEndPoint.TryParse(server, out var at)
            ? new LookupClient(new LookupClientOptions(new NameServer(at.Address, at.Port == 0 ? 53 : at.Port)) { UseCache = false })
            : throw new CheckBrokenException(
                $"'{server}' is not the address of a name server. Write an IP address, with its port where it is not 53.");
        try
        {
            var answer = await client.QueryAsync(name, asked, cancellationToken: cancel);
            string[] found = [.. answer.Answers.Select(a => a.ToString()!)];
            if (answer.HasError || found.Length == 0)
                throw run.Recorder.Fail($"{name} does not resolve", $"a record {type}",
                    answer.HasError ? answer.ErrorMessage : "no answer");
            return found.Any(f => f.Contains(contains, StringComparison.OrdinalIgnoreCase)) ? found
                : throw run.Recorder.Fail($"no answer holds \"{contains}\"", contains, string.Join('\n', found));
        }
        catch (DnsResponseException) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancel);
        }
        catch (DnsResponseException e)
        {
            throw run.Recorder.Fail($"{name} does not resolve: {e.Message}", $"a record {type}", e.DnsError, because: e);
        }
    }
}
