using System.Diagnostics;

namespace SmokeTests.EndToEnd;

/// <summary>A new version of a suite lands in its folder while the runner runs.</summary>
public class ReloadTests
{
    [Fact]
    public async Task A_new_version_is_taken_up_and_one_that_does_not_load_leaves_the_old_one_running()
    {
        var folder = Directory.CreateTempSubdirectory("suite-").FullName;
        Copy(Product.Specimen("Passing"), folder);
        await using var runner = new Runner([folder, "--every", "1s"]);
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        var old = (await runner.Workers()).Single().ProcessId;

        await File.AppendAllTextAsync(Path.Combine(folder, "smoketests.json"), "\n", TestContext.Current.CancellationToken);
        await runner.Until("another worker has taken over", async () => (await runner.Workers()).Single().ProcessId != old);
        await Patience.Until("the old worker has ended", () => HasEnded(old), () => runner.Output);
        var (taken, now) = ((await runner.Workers()).Single().ProcessId, DateTimeOffset.UtcNow);
        await runner.Until("the check goes on", async () => (await runner.Checks()).All(c => c.Outcome == "Passed" && c.LastRun > now));

        await File.WriteAllTextAsync(Path.Combine(folder, "Passing.dll"), "no assembly", TestContext.Current.CancellationToken);
        await runner.Until("the board says that it does not load", async () => (await runner.Page("/")).Contains("The version before it goes on running."));
        now = DateTimeOffset.UtcNow;
        await runner.Until("the check goes on all the same", async () => (await runner.Checks()).All(c => c.Outcome == "Passed" && c.LastRun > now));
        (await runner.Workers()).Single().ProcessId.Should().Be(taken);
        foreach (var check in await runner.Checks())
            (await runner.Runs(check.Name)).Should().OnlyContain(r => r.Outcome == "Passed", "no run was lost to a new version");
        Directory.Delete(folder, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static bool HasEnded(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
