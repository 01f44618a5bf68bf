using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SmokeTests.Testing;

namespace Benchmarks;

/// <summary>What the image weighs over its base, and how long it takes from <c>run</c> to the end of a check's first run.</summary>
internal static class ImageStart
{
    private const int Rounds = 5;
    private const string Image = "localhost/smoketests:runner";
    private const string Base = "localhost/smoketests-base:bookworm";
    private static readonly string Engine = Environment.GetEnvironmentVariable("SMOKETESTS_ENGINE") ?? "podman";

    public static async Task<Figure[]> Measure(string root)
    {
        await using var site = await Site.Start();
        var took = new List<double>();
        for (var round = 0; round < Rounds; round++)
            took.Add(await FirstRun(root, site.Address));
        return
        [
            new("image-megabytes", Math.Round((await Bytes(Image) - await Bytes(Base)) / 1e6), "MB", "lower"),
            new("image-first-run-ms", Math.Round(Figure.Median(took)), "ms", "lower"),
        ];
    }

    private static async Task<double> FirstRun(string root, string site)
    {
        var name = $"bench-{Guid.NewGuid():N}"[..14];
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Ports.Free()}") };
        var began = Stopwatch.GetTimestamp();
        await Say("run", "-d", "--name", name, "--network", "slirp4netns:allow_host_loopback=true", "-p",
            $"127.0.0.1:{http.BaseAddress.Port}:8080", "--read-only", "--read-only-tmpfs=false", "--tmpfs", "/tmp",
            "-v", $"{Path.Combine(root, "tests/Specimens/Passing/bin/Release/net10.0")}:/suites/passing:ro", "-e",
            "SMOKETESTS__access=open", "-e",
            $"SMOKETESTS__environments__local__site={site.Replace("127.0.0.1", "10.0.2.2", StringComparison.Ordinal)}", Image);
        try
        {
            for (var patience = 0; patience < 600; patience++)
            {
                try
                {
                    if (JsonNode.Parse(await http.GetStringAsync("/api/checks"))!.AsArray() is { Count: > 0 } all
                        && all.All(c => c!["lastRun"] is not null))
                        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                }
                catch (HttpRequestException)
                {
                    // Not listening yet.
                }
                await Task.Delay(20);
            }
            throw new InvalidOperationException($"No check of the container ran: {await Say("logs", name)}");
        }
        finally
        {
            await Say("rm", "-f", "-v", "-t", "0", name);
        }
    }

    private static async Task<double> Bytes(string image) =>
        double.Parse(await Say("image", "inspect", "--format", "{{.Size}}", image), CultureInfo.InvariantCulture);

    private static async Task<string> Say(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Engine, arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said
            : throw new InvalidOperationException($"{Engine} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
