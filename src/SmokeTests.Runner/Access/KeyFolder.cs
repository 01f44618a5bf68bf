using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Access;

/// <summary>What sessions are sealed with, in a folder, for the runner's own eyes.</summary>
internal sealed class KeyFolder : IKeyPlace
{
    private readonly DirectoryInfo folder;

    public KeyFolder(string path)
    {
        OwnFiles.Make(path);
        folder = new DirectoryInfo(path);
    }

    public IEnumerable<(string Name, string? Text)> All() =>
        [.. folder.EnumerateFiles("*.xml").OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (f.FullName, Read(f)))];

    public void Store(XElement key, string name) => new FileSystemXmlRepository(folder, NullLoggerFactory.Instance).StoreElement(key, name);

    private static string? Read(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
