using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

/// <summary>
/// What <c>dotnet user-secrets set NAME value</c> keeps in a developer's home, outside of the repository. The suite's build
/// puts the project's <c>UserSecretsId</c> into its <c>runtimeconfig.json</c>.
/// </summary>
internal static class UserSecrets
{
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };
    private const string Key = "SmokeTests.UserSecretsId";

    /// <param name="folder">The suite's.</param>
    /// <param name="variables">They say where the home is.</param>
    /// <param name="mistake">Told what cannot be read, and why.</param>
    /// <returns>Empty where the suite has no id, or nothing was set.</returns>
    public static IReadOnlyDictionary<string, string> Of(string folder, IReadOnlyDictionary<string, string> variables,
        Action<string> mistake)
    {
        var file = folder;
        try
        {
            if (IdIn(folder) is not { } id || Path(id, variables) is not { } path)
                return new Dictionary<string, string>();
            file = path;
            if (JsonNode.Parse(File.ReadAllText(file), documentOptions: Once) is JsonObject all)
                return all.Where(s => s.Value is JsonValue).ToDictionary(s => s.Key, s => s.Value!.ToString(), StringComparer.Ordinal);
            mistake($"{file}: must be an object. dotnet user-secrets writes it");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing was set.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            mistake($"{file}: {e.Message}");
        }
        return new Dictionary<string, string>();
    }

    private static string? IdIn(string folder) => !Directory.Exists(folder) ? null
        : Directory.EnumerateFiles(folder, "*.runtimeconfig.json")
        .Select(f => JsonNode.Parse(File.ReadAllText(f))?["runtimeOptions"]?["configProperties"]?[Key]?.ToString())
        .FirstOrDefault(id => id is { Length: > 0 });

    /// <summary>Where the SDK's tool writes them, by its rule.</summary>
    private static string? Path(string id, IReadOnlyDictionary<string, string> variables) =>
        variables.GetValueOrDefault("APPDATA") is { Length: > 0 } windows
        ? System.IO.Path.Combine(windows, "Microsoft", "UserSecrets", id, "secrets.json")
        : variables.GetValueOrDefault("HOME") is { Length: > 0 } home
        ? System.IO.Path.Combine(home, ".microsoft", "usersecrets", id, "secrets.json")
        : null;
}
