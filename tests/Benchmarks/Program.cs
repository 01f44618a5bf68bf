using System.Text.Json;
using Benchmarks;

// The repository's root comes from the build program: dotnet run --project build -- bench
var root = args[0];
var figures = new List<Figure>();
var only = args.ElementAtOrDefault(1) ?? "";
if ("warm".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await WarmOverDotnetTest.Measure(root));
if ("history".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await EventsPerSecond.Measure());
if ("start".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await StartAndGrowth.Start(root));
if ("growth".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await StartAndGrowth.Growth(root));
if ("blot".Contains(only, StringComparison.Ordinal))
    figures.AddRange(BlotSpeed.Measure());
if ("load".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await Load.Measure(root));
if ("alerts".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await AlertLatency.Measure(root));
if ("board".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await BoardSpeed.Measure(root));
if ("cluster".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await Cluster.Measure(root));
if ("image".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await ImageStart.Measure(root));
if ("browser".Contains(only, StringComparison.Ordinal))
    figures.AddRange(await BrowserJourneys.Measure(root));

Console.WriteLine($"\n{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, "
    + $".NET {Environment.Version}\n");
foreach (var figure in figures)
    Console.WriteLine($"  {figure.Name,-48} {figure.Value,12:N2} {figure.Unit,-8} ({figure.Better} is better)");

var file = Path.Combine(root, "artifacts", "bench.json");
Directory.CreateDirectory(Path.GetDirectoryName(file)!);
await File.WriteAllTextAsync(file, JsonSerializer.Serialize(figures, Figure.Json));
Console.WriteLine($"\nWritten to {file}");
