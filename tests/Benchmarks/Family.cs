using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>A process and all that it started, as Linux tells of them (/proc).</summary>
internal sealed class Family(Process root)
{
    /// <summary>Milliseconds of CPU that they have used, ended ones included.</summary>
    public double CpuMs() => Members().Sum(p => p.CpuMs);

    public IReadOnlyList<int> Ids() => [.. Members().Select(m => m.Id)];

    public Dictionary<string, double> Shares() => Members().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Sum(p => p.CpuMs));

    /// <summary>What they weigh together; pages that they share are counted once.</summary>
    public double Megabytes() => Weights().Values.Sum();

    public Dictionary<string, double> Weights() => Members().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Sum(p => p.Megabytes));

    private List<Member> Members()
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => Member.Read(n!))
            .OfType<Member>().ToArray();
        var family = all.Where(m => m.Id == root.Id).ToList();
        for (var i = 0; i < family.Count; i++)
            family.AddRange(all.Where(m => m.Parent == family[i].Id));
        return family;
    }

    private sealed record Member(int Id, int Parent, string Name, double CpuMs, double Megabytes)
    {
        public static Member? Read(string id)
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{id}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                // utime, stime and those of children that have ended, in hundredths of a second.
                var cpu = fields[11..15].Sum(t => double.Parse(t, CultureInfo.InvariantCulture)) * 10;
                var name = File.ReadAllText($"/proc/{id}/cmdline").Contains("--worker", StringComparison.Ordinal) ? "worker" : "runner";
                var pss = File.ReadLines($"/proc/{id}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
                return new Member(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), name,
                    cpu, double.Parse(pss, CultureInfo.InvariantCulture) / 1024);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // It has ended, or belongs to somebody else.
                return null;
            }
        }
    }
}
