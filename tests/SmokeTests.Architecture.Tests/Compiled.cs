using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace SmokeTests.Architecture.Tests;

/// <summary>The assemblies of the projects, as the compiler made them: also what stands in method bodies.</summary>
internal static class Compiled
{
    public static readonly ArchUnitNET.Domain.Architecture All = Load();

    /// <summary>The types of one project.</summary>
    public static IType[] Of(string project)
    {
        var types = All.Types.Where(type => type.Assembly.Name == Path.GetFileNameWithoutExtension(Projects.Assembly(project))).ToArray();
        types.Should().NotBeEmpty("{0} was read", project);
        return types;
    }

    private static ArchUnitNET.Domain.Architecture Load()
    {
        var loader = new ArchLoader();
        foreach (var file in Projects.Assemblies.Select(Projects.Assembly))
            loader.LoadFilteredDirectory(Path.GetDirectoryName(file)!, Path.GetFileName(file));
        return loader.Build();
    }
}
