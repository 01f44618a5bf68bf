namespace SmokeTests.Build;

/// <summary>All that the tests need of the machine.</summary>
internal static class Needs
{
    private static readonly Need[] All =
    [
        Icu.Need, Languages.Need, Browser.Need, Postgres.Need, MariaDb.Need, ThirdParty.Need, SlackTypes.Need, Networks.Need, Containers.Need,
    ];

    /// <summary>Looks at each, or at those that are named, installs nothing, and says what works.</summary>
    public static async Task<int> Report(IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(name => All.All(n => !Is(n, name))) is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown}' is nothing that the tests need. There are: {string.Join(", ", All.Select(n => n.Name))}.");
            return 2;
        }
        var faults = 0;
        foreach (var need in All.Where(n => names.Count == 0 || names.Any(name => Is(n, name))))
        {
            var fault = await need.Fault();
            Console.WriteLine(fault is null ? $"works  {need.Name}" : $"fails  {need.Name}: {fault}. {need.Advice}");
            faults += fault is null ? 0 : 1;
        }
        return faults == 0 ? 0 : 1;
    }

    private static bool Is(Need need, string name) => need.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
