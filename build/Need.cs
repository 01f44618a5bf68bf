namespace SmokeTests.Build;

/// <summary>Something that the tests need of the machine.</summary>
/// <param name="Name">What it is called, also by <c>needs NAME</c>.</param>
/// <param name="Fault">Runs it: what is wrong, as the rest of a sentence, or null where it works.</param>
/// <param name="Advice">What to do where it cannot be installed here.</param>
/// <param name="Packages">Debian's packages that bring it.</param>
internal sealed record Need(string Name, Func<Task<string?>> Fault, string Advice, params string[] Packages)
{
    /// <summary>Installs it where it does not work.</summary>
    /// <exception cref="NeedNotMetException">It does not work then either.</exception>
    public async Task Meet()
    {
        if (await Fault() is not { } before)
            return;
        Console.WriteLine($"{Name}: {before}.");
        await Debian.Install(Packages);
        if (await Fault() is { } fault)
            throw Unmet(fault);
    }

    public NeedNotMetException Unmet(string fault) => new($"The tests need {Name}: {fault}. {Advice}");
}
