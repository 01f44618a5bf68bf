namespace SmokeTests.Settings;

internal sealed record DatabaseSettings(string Engine, Text Connection);
