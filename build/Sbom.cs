using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace SmokeTests.Build;

/// <summary>
/// What a package is made of, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/) beside it: every package that it brings
/// along, with version, hash and licence, as NuGet resolved them.
/// </summary>
internal static class Sbom
{
    /// <param name="package">The package.</param>
    /// <param name="builds">The folder that holds what NuGet resolved for each project.</param>
    public static void Write(string package, string builds)
    {
        var (id, version, licence) = Nuspec(package);
        var assets = JsonNode.Parse(File.ReadAllText(Path.Combine(builds, id, "project.assets.json")))!;
        var folders = assets["packageFolders"]!.AsObject().Select(f => f.Key).ToArray();
        var shipped = Shipped(assets);
        var components = shipped.Select(p => Component(p.Name, p.Version, assets["libraries"]![$"{p.Name}/{p.Version}"]!, folders))
            .ToArray<JsonNode>();
        var bom = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "library", ["bom-ref"] = Purl(id, version), ["name"] = id, ["version"] = version,
                        ["purl"] = Purl(id, version), ["licenses"] = Licences(licence),
                    ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512",
                        ["content"] = Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(package))) }),
                },
            },
            ["components"] = new JsonArray(components),
            ["dependencies"] = new JsonArray(
                [.. shipped.Select(p => (JsonNode)new JsonObject { ["ref"] = Purl(p.Name, p.Version),
                    ["dependsOn"] = new JsonArray([.. p.Needs.Select(n => (JsonNode)n)]) })]),
        };
        File.WriteAllText(Path.ChangeExtension(package, ".cdx.json"), bom.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>What runs or is restored with the package: neither what only its compilation needed nor the projects beside it.</summary>
    private static (string Name, string Version, string[] Needs)[] Shipped(JsonNode assets)
    {
        var target = assets["targets"]!.AsObject().First().Value!.AsObject();
        var found = target.Where(t => (string?)t.Value!["type"] == "package")
            .ToDictionary(t => t.Key.Split('/')[0], t => t, StringComparer.OrdinalIgnoreCase);
        var direct = assets["project"]!["frameworks"]!.AsObject().First().Value!["dependencies"]?.AsObject() ?? [];
        var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Queue<string>(direct.Where(d => (string?)d.Value!["suppressParent"] != "All"
            && (string?)d.Value!["target"] == "Package").Select(d => d.Key)
            .Concat(target.Where(t => (string?)t.Value!["type"] == "project").SelectMany(t => Needs(t.Value!))));
        while (next.TryDequeue(out var name))
            if (found.TryGetValue(name, out var it) && reached.Add(name))
                foreach (var need in Needs(it.Value!))
                    next.Enqueue(need);
        return [.. found.Where(f => reached.Contains(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => (f.Value.Key.Split('/')[0], f.Value.Key.Split('/')[1], Needs(f.Value.Value!).Where(found.ContainsKey)
                .Select(n => Purl(found[n].Key.Split('/')[0], found[n].Key.Split('/')[1])).ToArray()))];
    }

    private static IEnumerable<string> Needs(JsonNode package) => package["dependencies"]?.AsObject().Select(d => d.Key) ?? [];

    private static JsonObject Component(string name, string version, JsonNode library, string[] folders)
    {
        var component = new JsonObject { ["type"] = "library", ["bom-ref"] = Purl(name, version), ["name"] = name, ["version"] = version,
            ["purl"] = Purl(name, version) };
        if ((string?)library["sha512"] is { } hash)
            component["hashes"] =
                new JsonArray(new JsonObject { ["alg"] = "SHA-512",
                    ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(hash)) });
        var nuspec = folders.Select(f => Path.Combine(f, (string)library["path"]!, name.ToLowerInvariant() + ".nuspec"))
            .FirstOrDefault(File.Exists);
        if (nuspec is not null && Licence(XDocument.Load(nuspec)) is { } licence)
            component["licenses"] = Licences(licence);
        return component;
    }

    private static JsonArray Licences(string licence) =>
        licence.Contains(' ') || !licence.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '+')
        ? licence.StartsWith("http", StringComparison.Ordinal)
        ? [new JsonObject { ["license"] = new JsonObject { ["name"] = "see its address", ["url"] = licence } }]
        : [new JsonObject { ["expression"] = licence }]
        : [new JsonObject { ["license"] = new JsonObject { ["id"] = licence } }];

    private static (string Id, string Version, string Licence) Nuspec(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        using var stream = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var nuspec = XDocument.Load(stream);
        return (Value(nuspec, "id")!, Value(nuspec, "version")!, Licence(nuspec)!);
    }

    private static string? Licence(XDocument nuspec) =>
        nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == "license" && (string?)e.Attribute("type") == "expression")?.Value
        ?? Value(nuspec, "licenseUrl");

    private static string? Value(XDocument nuspec, string name) =>
        nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;

    private static string Purl(string name, string version) => $"pkg:nuget/{name}@{version}";
}
