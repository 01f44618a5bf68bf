using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// What is secret in a recording or in another tool's file: by the name of its field, header, parameter or member. It is
/// copied nowhere, wherever else it stands.
/// </summary>
internal sealed partial class RecordedSecrets
{
    private static readonly string[] Parts =
    [
        "password", "passwd", "passwort", "kennwort", "passphrase", "secret", "token", "apikey", "authorization", "cookie",
        "credential", "session",
        "onetimecode", "verificationcode", "privatekey", "signature", "cardnumber",
    ];

    private static readonly string[] Names =
        ["pwd", "pass", "pin", "otp", "totp", "jwt", "sid", "sig", "key", "auth", "xauth", "cvc", "cvv"];

    private readonly HashSet<string> values = new(StringComparer.Ordinal);

    public bool IsEmpty => values.Count == 0;

    public static bool IsSecret(string name)
    {
        var letters = new string([.. name.Where(char.IsLetter).Select(char.ToLowerInvariant)]);
        return Names.Contains(letters, StringComparer.Ordinal) || Array.Exists(Parts, p => letters.Contains(p, StringComparison.Ordinal));
    }

    /// <summary>The value of a field, a header or a parameter.</summary>
    /// <returns>Whether it is secret.</returns>
    public bool Learn(string name, string value)
    {
        if (!IsSecret(name))
            return false;
        Learn(value);
        // Of "Bearer abc" the second word is it; a cookie has several.
        foreach (var part in value.Split([' ', ';', '=', ','], StringSplitOptions.RemoveEmptyEntries))
            if (part.Length >= SecretSet.Least)
                Learn(part);
        return true;
    }

    /// <summary>The log-in before the host, and parameters by their names.</summary>
    public void LearnAddress(string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var absolute) && BasicLogIn.In(absolute) is { } logIn)
            Learn(logIn.Password);
        foreach (Match parameter in Parameter().Matches(address))
            Learn(Uri.UnescapeDataString(parameter.Groups["name"].Value),
                Uri.UnescapeDataString(parameter.Groups["value"].Value.Replace('+', ' ')));
    }

    /// <summary>Members of JSON, elements and attributes of XML, fields of a form.</summary>
    public void LearnBody(string body)
    {
        if (Json(body) is { } json)
        {
            LearnMembers(json);
            return;
        }
        LearnAddress("?" + body);
        foreach (Match element in Element().Matches(body))
            Learn(element.Groups["name"].Value, System.Net.WebUtility.HtmlDecode(element.Groups["value"].Value));
    }

    /// <summary>The secrets of a suite's settings.</summary>
    public void LearnSettings(string folder)
    {
        foreach (var secret in SettingSecrets.In(SettingsFile.Load(Path.Combine(folder, SettingsFile.Name), SettingsFile.Variables())))
            Learn(secret.Value);
    }

    /// <summary>The text without them, and without the log-ins of its addresses.</summary>
    public string Without(string text) => new SecretRedactor(new SecretSet(values, least: 3)).Blot(text);

    private void Learn(string value)
    {
        if (value.Trim() is { Length: > 0 } trimmed)
            values.Add(trimmed);
    }

    private void LearnMembers(JsonNode node)
    {
        if (node is JsonObject members)
            foreach (var (name, value) in members)
                if (value is JsonValue)
                    Learn(name, value.ToString());
                else if (value is not null)
                    LearnMembers(value);
        if (node is JsonArray list)
            foreach (var one in list.OfType<JsonNode>())
                LearnMembers(one);
    }

    private static JsonNode? Json(string body)
    {
        try
        {
            return body.TrimStart() is ['{' or '[', ..] ? JsonNode.Parse(body) : null;
        }
        catch (JsonException)
        {
            // It only begins so.
            return null;
        }
    }

    [GeneratedRegex("(?:^|[?&#;])(?<name>[^=&?#;]+)=(?<value>[^&#;]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();

    [GeneratedRegex("""<(?:\w+:)?(?<name>\w+)(?:\s[^>]*)?>(?<value>[^<]+)<|\b(?<name>[\w\-]+)\s*=\s*"(?<value>[^"]*)""" + "\"",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Element();
}
