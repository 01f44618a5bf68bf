namespace SmokeTests.Build;

/// <summary>All that the tests need of the machine.</summary>
internal static class Needs
{
    private static readonly Need[] All =
    [
        Icu.Need, Languages.Need, Browser.Need, Postgres.Need, MariaDb.Need, ThirdParty.Need, SlackTypes.Need,
        Networks.Need, Containers.Need,
    ];

    private const string Install = "--install";

    /// <summary>Looks at each, or at those that are named, and says what works; installs what does not where that is asked for.</summary>
    public static async Task<int> Report(string[] options)
    {
        var names = options.Where(o => o != Install).ToArray();
        if (names.FirstOrDefault(name => All.All(n => !Is(n, name))) is { } unknown)
        {
            var known = string.Join(", ", All.Select(n => n.Name));
            Console.Error.WriteLine($"'{unknown}' is nothing that the tests need. There are: {known}.");
            return 2;
        }
        var faults = 0;
        foreach (var need in All.Where(n => names.Length == 0 || names.Any(name => Is(n, name))))
        {
            var fault = await Look(need, options.Contains(Install));
            Console.WriteLine(fault is null ? $"works  {need.Name}" : $"fails  {need.Name}: {fault}");
            faults += fault is null ? 0 : 1;
        }
        return faults == 0 ? 0 : 1;
    }

    private static async Task<string?> Look(Need need, bool install)
    {
        if (!install)
            return await need.Fault() is { } fault ? $"{fault}. {need.Advice}" : null;
        try
        {
            await need.Meet();
            return null;
        }
        catch (NeedNotMetException e)
        {
            return e.Message;
        }
    }

    private static bool Is(Need need, string name) => need.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
