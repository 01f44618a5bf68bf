using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>A compiled test project: found, and looked at without running any of it.</summary>
/// <param name="Copy">Where the runner has copied it; null where it runs from its own folder.</param>
internal sealed record Suite(string Path, string Name, SuiteCopy? Copy = null)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Puts back what of its copy is missing.</summary>
    /// <exception cref="SuiteFailedException">It cannot be had any more.</exception>
    public void Mend()
    {
        try
        {
            Copy?.Mend();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SuiteFailedException($"{Name}: {e.Message}");
        }
    }

    /// <summary>The suite at a path: its assembly, or the folder that holds it. Otherwise what is wrong, and the next move.</summary>
    public static (Suite? Suite, string? Mistake) At(string path)
    {
        try
        {
            return Find(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path}: cannot be read: {e.Message}");
        }
    }

    private static (Suite? Suite, string? Mistake) Find(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full))
            return InFolder(path, full);
        if (!File.Exists(full))
            return (null, $"{path}: there is no such file or folder. Name the suite's .dll, or the folder that it was built or "
                + "published to.");
        var protocol = ProtocolOf(full);
        return protocol switch
        {
            NoAssembly => (null, $"{path}: is no .NET assembly. Name the suite's .dll."),
            NoSuite => (null, $"{path}: is no suite: it does not reference the package SmokeTests. Add the package to the test "
                + "project and build it again."),
            Protocol.Version => (new Suite(full, System.IO.Path.GetFileNameWithoutExtension(full)), null),
            > Protocol.Version =>
                (null, $"{path}: was built against a newer SmokeTests (protocol {protocol}; this runner speaks {Protocol.Version}). "
                    + "Update the tool: dotnet tool update --global SmokeTests.Runner."),
            _ => (null, $"{path}: was built against an older SmokeTests (protocol {protocol}; this runner "
                + $"speaks {Protocol.Version}). Update the package SmokeTests in the suite and build it again."),
        };
    }

    /// <summary>The places of suites that a path stands for: itself, or the folders in it where it is a folder of suites.</summary>
    public static IReadOnlyList<string> Places(string path)
    {
        try
        {
            return !Directory.Exists(path) || IsBuilt(path) || Directory.GetFiles(path, "*.csproj").Length > 0 ? [path]
                : Directory.GetDirectories(path).Where(IsBuilt).Order(StringComparer.Ordinal)
                    .ToArray() is { Length: > 0 } suites ? suites : [path];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is just being changed, or not ours to read: looking at it as a suite says what is wrong.
            return [path];
        }

        static bool IsBuilt(string folder) => Directory.EnumerateFiles(folder, "*.runtimeconfig.json").Any();
    }

    private const int NoAssembly = -1;
    private const int NoSuite = -2;

    private static (Suite?, string?) InFolder(string path, string full)
    {
        var runnable = Directory.GetFiles(full, "*.runtimeconfig.json").Select(f => f[..^".runtimeconfig.json".Length] + ".dll")
            .Where(File.Exists).ToArray();
        var suites = runnable.Where(f => ProtocolOf(f) >= 0).ToArray();
        if (suites is [var only])
            return At(only);
        if (suites.Length > 1)
            return (null, $"{path}: holds {suites.Length} suites ({string.Join(", ", suites.Select(System.IO.Path.GetFileName))}). "
                + "Name one of them.");
        if (runnable is [var other])
            return (null, At(other).Mistake);
        var built = Directory.GetFiles(full, "*.csproj") is [var project] && Directory.Exists(System.IO.Path.Combine(full, "bin"))
            ? Directory.GetFiles(System.IO.Path.Combine(full, "bin"),
                System.IO.Path.GetFileNameWithoutExtension(project) + ".runtimeconfig.json", SearchOption.AllDirectories)
                .MaxBy(File.GetLastWriteTimeUtc)
            : null;
        return (null, built is null
            ? $"{path}: holds no suite. Build the test project and name the folder that it was built to."
            : $"{path}: is the source of a suite. Name what was built from it: {System.IO.Path.GetDirectoryName(built)}");
    }

    private static int ProtocolOf(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
                return NoAssembly;
            var reader = image.GetMetadataReader();
            foreach (var handle in reader.GetAssemblyDefinition().GetCustomAttributes())
                if (Metadata(reader, reader.GetCustomAttribute(handle)) is (Protocol.MetadataKey, { } number))
                    return int.TryParse(number, CultureInfo.InvariantCulture, out var protocol) && protocol >= 0 ? protocol : NoSuite;
            return NoSuite;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            return NoAssembly;
        }
    }

    /// <summary>The two texts of an <c>AssemblyMetadataAttribute</c>, whose value begins with 01 00.</summary>
    private static (string? Key, string? Value) Metadata(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } type
            || reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name) != "AssemblyMetadataAttribute")
            return default;
        var value = reader.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        return (value.ReadSerializedString(), value.ReadSerializedString());
    }
}
