using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Where evidence lies, and what counts as gone.</summary>
public sealed class EvidenceStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("shelf-").FullName;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_could_not_be_deleted_makes_no_room()
    {
        Leave("locked", 3, files: 2);
        Leave("half", 2, files: 2);
        Leave("free", 1, files: 1);
        var evidenceStore = new EvidenceStore(folder, clock)
        {
            Delete = path =>
            {
                if (Path.GetFileName(path) == "half")
                    File.Delete(Directory.GetFiles(path)[0]);
                if (Path.GetFileName(path) is "locked" or "half")
                    throw new IOException("in use");
                Directory.Delete(path, recursive: true);
            },
        };
        evidenceStore.DeleteOldest(1_500).Should().Be(2_000, "one file of one folder, and another folder");
        Directory.GetDirectories(folder).Select(Path.GetFileName).Should().BeEquivalentTo("locked", "half");
    }

    [Fact]
    public void What_is_gone_already_makes_room_too()
    {
        Leave("one", 2, files: 1);
        Leave("two", 1, files: 1);
        var evidenceStore = new EvidenceStore(folder, clock)
        {
            Delete = path =>
            {
                Directory.Delete(path, recursive: true);
                throw new DirectoryNotFoundException();
            },
        };
        evidenceStore.DeleteOldest(1_500).Should().Be(2_000);
    }

    [Theory]
    [InlineData("Shop.Search.Finds_a_book", "Search", "Finds a book", "Search.Finds_a_book")]
    [InlineData("Shop.Search.Finds~1a2b3c4d", "Search", "Finds (title: \"Dune: <part> 2\", pages: 5)",
        "Search.Finds-title-Dune-part-2-pages-5")]
    [InlineData("Shop.Search.Finds~1a2b3c4d", "Search", "My own name / with a slash", "Search.Finds-My-own-name-with-a-slash")]
    [InlineData("Con.Opens", "Con", "Opens", "_Con.Opens")]
    [InlineData("A.B.Öffnet_die_Tür", "B", "Öffnet die Tür", "B.Öffnet_die_Tür")]
    [InlineData("A.Outer+Inner.M", "Outer+Inner", "M", "Outer-Inner.M")]
    public void The_evidence_of_smoke_run_has_names_that_people_and_every_file_system_can_read(string key, string group, string name,
        string folderName)
    {
        var evidenceStore = EvidenceStore.Named(folder, clock);
        Path.GetFileName(evidenceStore.FolderFor(Named(key, group, name, "local"), "1")).Should().Be(folderName);
    }

    [Fact]
    public void No_two_have_the_same_name_and_what_was_there_stays()
    {
        var before = Directory.CreateDirectory(Path.Combine(folder, "S.One")).FullName;
        Directory.SetLastWriteTimeUtc(before, clock.GetUtcNow().UtcDateTime.AddYears(-1));
        var evidenceStore = EvidenceStore.Named(folder, clock);
        var checks = new[] { Named("S.One", "S", "One", "local"), Named("S.oNe", "S", "oNe", "local"),
            Named("S.One", "S", "One", "production"),
            Named("S.M~1", "S", "M " + new string('x', 300), "local"), Named("S.M~2", "S", "M " + new string('x', 301), "local") };
        var folders = checks.Select(c => evidenceStore.FolderFor(c, c.Id)).ToArray();
        folders.Select(f => Path.GetFileName(f).ToUpperInvariant()).Should().OnlyHaveUniqueItems().And.OnlyContain(f => f.Length < 100);
        folders.Should().NotContain(before);
        evidenceStore.FolderFor(checks[0], "again").Should().Be(folders[0], "a run that left nothing is repeated");
        Directory.CreateDirectory(folders[0]);
        evidenceStore.FolderFor(checks[0], "again").Should().NotBe(folders[0]);
        evidenceStore.Keep(checks[0].Id, "r", Outcome.Passed);
        Directory.Exists(before).Should().BeTrue("it is the user's own folder");
    }

    private static Check Named(string key, string group, string name, string environment) =>
        new($"{key}@{environment}", key, "s", environment, name, group, key, "t")
        {
            Schedule = Schedule.Usual,
            Limit = TimeSpan.FromSeconds(1),
        };

    private void Leave(string name, int daysAgo, int files)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        for (var i = 0; i < files; i++)
            File.WriteAllBytes(Path.Combine(own, $"{i}.txt"), new byte[1_000]);
        Directory.SetLastWriteTimeUtc(own, clock.GetUtcNow().UtcDateTime.AddDays(-daysAgo));
    }
}
