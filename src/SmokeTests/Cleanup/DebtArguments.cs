using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmokeTests.Recording;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Cleanup;

/// <summary>
/// The arguments of an undo as the ledger keeps and shows them: a secret of the settings stands there by its name
/// (<c>•••secrets.key•••</c>), and is looked up when the undo is called. No other secret is written down.
/// </summary>
internal static partial class DebtArguments
{
    private const string Mark = SecretRedactor.Mark;

    /// <summary>Nothing is put into a page: letters of all languages stay as they are read.</summary>
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>A JSON array; null where it would hold a secret that has no name.</returns>
    public static string? Write(IReadOnlyList<object?> arguments, RunContext run)
    {
        var secrets = run.NamedSecrets.Where(s => run.Redactor.Knows(s.Value)).OrderByDescending(s => s.Value.Length).ToArray();
        var written = JsonSerializer.Serialize(arguments.Select(a => a is string text ? Named(text, secrets) : a).ToArray(), Options);
        return run.Redactor.Blot(written) == written ? written : null;
    }

    /// <exception cref="CheckBrokenException">It names a secret that the settings do not have any more.</exception>
    public static object?[] Read(MethodInfo method, Debt debt, IEnumerable<SettingSecret> secrets)
    {
        using var json = JsonDocument.Parse(debt.Arguments);
        return [.. json.RootElement.EnumerateArray().Zip(method.GetParameters(), (value, parameter) =>
            value.Deserialize(parameter.ParameterType) is string text ? Revealed(text, debt, secrets)
            : value.Deserialize(parameter.ParameterType))];
    }

    private static string Named(string text, IEnumerable<SettingSecret> secrets) =>
        secrets.Aggregate(text, (named, secret) => named.Replace(secret.Value, $"{Mark}{secret.Name}{Mark}", StringComparison.Ordinal));

    private static string Revealed(string text, Debt debt, IEnumerable<SettingSecret> secrets) => Name().Replace(text, match =>
        secrets.FirstOrDefault(s => s.Name == match.Groups[1].Value)?.Value
        ?? throw new CheckBrokenException(
            $"The settings of '{debt.Environment}' have no {match.Groups[1].Value} any more, which {debt.Call} needs. "
            + $"Undo it by hand, then: smoke debts --forget {debt.Id}"));

    [GeneratedRegex($"{Mark}((?:secrets|accounts|api|mail|databases|site|origins)[.\\[]?[^•]*){Mark}")]
    private static partial Regex Name();
}
