using System.Runtime.CompilerServices;

namespace SmokeTests.Testing;

/// <summary>Texts that people read are kept as files. A change of words is a change of the file, which a reviewer sees.</summary>
public static class Approved
{
    /// <summary>
    /// Compares with <c>Approved/NAME.txt</c> beside the test; what came instead is written next to it as
    /// <c>NAME.received.txt</c>.
    /// </summary>
    public static void ShouldMatch(string text, string name, [CallerFilePath] string test = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(test)!, "Approved");
        var approved = Path.Combine(folder, name + ".txt");
        var received = Path.Combine(folder, name + ".received.txt");
        var came = text.ReplaceLineEndings("\n").Trim() + "\n";
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == came)
        {
            File.Delete(received);
            return;
        }
        Directory.CreateDirectory(folder);
        File.WriteAllText(received, came);
        came.Should().Be(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "(nothing approved yet)",
            $"it is approved in {approved}");
    }
}
