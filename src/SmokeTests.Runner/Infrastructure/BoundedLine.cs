using System.Text;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>Reads lines that come over the network: one that does not end is not waited for.</summary>
internal static class BoundedLine
{
    private const int Most = BoundedAnswer.Most;

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="IOException">It is longer than 65,536 characters.</exception>
    public static async Task<string?> Read(TextReader from, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new char[1];
        while (await from.ReadAsync(one, cancel) > 0)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            if (line.Append(one[0]).Length > Most)
                throw new IOException($"a line is longer than {Most} characters.");
        }
        return line.Length == 0 ? null : line.ToString();
    }
}
