using SmokeTests.Browsers;

namespace SmokeTests.Tests;

public sealed class MemoryHeadroomTests : IDisposable
{
    private readonly string groups = Directory.CreateTempSubdirectory("groups-").FullName;

    public void Dispose() => Directory.Delete(groups, recursive: true);

    [Theory]
    //          limit                  used         of that files that may be let go   short
    [InlineData("1000000000",          "900000000", "0",                               true)]
    [InlineData("1000000000",          "900000000", "300000000",                       false)]
    [InlineData("1000000000",          "700000000", "0",                               false)]
    [InlineData("max",                 "900000000", "0",                               false)]
    [InlineData("9223372036854771712", "900000000", "0",                               false)]
    public void A_container_is_short_of_room_when_three_quarters_of_its_limit_are_in_use(string limit, string used, string files,
        bool isShort)
    {
        Write("memory.max", limit);
        Write("memory.current", used);
        Write("memory.stat", $"anon 1\ninactive_file {files}\nactive_file 5\n");
        MemoryHeadroom.Left(groups).IsShort.Should().Be(isShort, "by the second version's files");

        File.Delete(Path.Combine(groups, "memory.current"));
        Write("memory/memory.limit_in_bytes", limit);
        Write("memory/memory.usage_in_bytes", used);
        Write("memory/memory.stat", $"inactive_file 0\ntotal_inactive_file {files}\n");
        MemoryHeadroom.Left(groups).IsShort.Should().Be(isShort, "by the first version's files");
    }

    [Fact]
    public void Without_control_groups_there_is_always_room() =>
        MemoryHeadroom.Left(Path.Combine(groups, "none")).IsShort.Should().BeFalse();

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(groups, name))!);
        File.WriteAllText(Path.Combine(groups, name), text + "\n");
    }
}
