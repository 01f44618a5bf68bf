using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Runner.SelfMonitoring;

namespace SmokeTests.Runner.Tests;

/// <summary>What gives way when the disk fills: evidence, then good runs, and what is decided never.</summary>
public sealed class DiskTests : IDisposable
{
    private const long Megabyte = 1024 * 1024;

    private readonly string folder = Directory.CreateTempSubdirectory("disk-").FullName;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private string Evidence => Path.Combine(folder, "evidence");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    //          MB free  evidence  the oldest   good runs   the reserve
    [InlineData(5_000,   true,     true,        true,       true)]
    [InlineData(270,     true,     true,        true,       false)]
    [InlineData(250,     true,     false,       true,       false)]
    [InlineData(200,     false,    false,       true,       false)]
    [InlineData(20,      false,    false,       false,      false)]
    public void The_less_room_there_is_the_less_is_kept(int free, bool evidence, bool oldest, bool runs, bool reserve)
    {
        Leave("oldest", 8, 3);
        Leave("newest", 8, 1);
        var evidenceStore = new EvidenceStore(Evidence, clock);
        var disk = new Disk(folder, evidenceStore, () => free * Megabyte, NullLogger<Disk>.Instance);
        disk.Measure();
        evidenceStore.IsClosed.Should().Be(!evidence);
        Directory.Exists(Path.Combine(Evidence, "oldest")).Should().Be(oldest);
        Directory.Exists(Path.Combine(Evidence, "newest")).Should().Be(evidence, "no more goes than makes room enough");
        disk.IsScarce.Should().Be(!runs);
        File.Exists(Path.Combine(folder, "reserve")).Should().Be(reserve);
    }

    [Fact]
    public async Task The_reserve_is_given_up_when_nothing_is_left_and_laid_by_again_and_the_platform_team_is_told()
    {
        var free = 1_000 * Megabyte;
        var disk = new Disk(folder, new EvidenceStore(Evidence, clock), () => free, NullLogger<Disk>.Instance);
        disk.Measure();
        new FileInfo(Path.Combine(folder, "reserve")).Length.Should().Be(32 * Megabyte);
        (await disk.Look()).Should().BeNull();
        free = 20 * Megabyte;
        disk.Measure();
        File.Exists(Path.Combine(folder, "reserve")).Should().BeTrue("it is the last thing that goes");
        free = 10 * Megabyte;
        disk.Measure();
        File.Exists(Path.Combine(folder, "reserve")).Should().BeFalse();
        (await disk.Look())!.Summary.Should().Be($"10 MB are free in {folder}");
        free = 1_000 * Megabyte;
        disk.Measure();
        File.Exists(Path.Combine(folder, "reserve")).Should().BeTrue();
        (await disk.Look()).Should().BeNull();
    }

    [Theory]
    //          MB kept   days kept   what stays
    [InlineData(100,      14,         "a b c")]
    [InlineData(7,        14,         "b c")]
    [InlineData(100,      2,          "c")]
    [InlineData(1,        14,         "")]
    public void Evidence_goes_by_age_and_by_size(int megabytes, int days, string stays)
    {
        Leave("a", 3, 10);
        Leave("b", 3, 5);
        Leave("c", 3, 1);
        var evidenceStore = new EvidenceStore(Evidence, clock,
            () => new Retention { EvidenceMegabytes = megabytes, Evidence = TimeSpan.FromDays(days) });
        evidenceStore.Keep("check", "run", Worker.Outcome.Failed);
        Directory.GetDirectories(Evidence).Select(Path.GetFileName).Order().Should()
            .Equal(stays.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private void Leave(string run, int megabytes, int daysAgo)
    {
        Directory.CreateDirectory(Path.Combine(Evidence, run));
        File.WriteAllBytes(Path.Combine(Evidence, run, "page.html"), new byte[megabytes * Megabyte]);
        Directory.SetLastWriteTimeUtc(Path.Combine(Evidence, run), clock.GetUtcNow().UtcDateTime.AddDays(-daysAgo));
    }
}
