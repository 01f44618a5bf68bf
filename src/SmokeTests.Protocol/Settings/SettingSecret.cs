namespace SmokeTests.Settings;

/// <summary>A secret of the settings.</summary>
/// <param name="Environment">Of which environment.</param>
/// <param name="Name">Its key there: <c>secrets.key</c>, <c>accounts.ada.password</c>.</param>
internal sealed record SettingSecret(string Environment, string Name, string Value);
