using System.Globalization;
using System.Security.Cryptography;

namespace Specimens;

/// <summary>As many checks as the file many.txt beside the suite says, or the variable MANY, each of a page of its own.</summary>
[Every("10s")]
public class Pages : Journey
{
    private static readonly byte[] Megabyte = new byte[1024 * 1024];

    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "many.txt");

    public static TheoryData<int> Rows =>
        [.. Enumerable.Range(0,
            int.Parse(System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File) : System.Environment.GetEnvironmentVariable("MANY")
                ?? "10", CultureInfo.InvariantCulture))];

    [Theory, MemberData(nameof(Rows))]
    public async Task Page_says_what_it_should(int row)
    {
        var page = await Open($"/page/{row}");
        await page.ShouldShow($"Page {row} works");
        Work();
    }

    /// <summary>
    /// As many megabytes as the variable MANY_WORK says are hashed by each run: work of the processor that can be counted.
    /// </summary>
    private static void Work()
    {
        for (var left = int.Parse(System.Environment.GetEnvironmentVariable("MANY_WORK") ?? "0", CultureInfo.InvariantCulture);
            left > 0; left--)
            SHA256.HashData(Megabyte);
    }
}
