using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

/// <summary>A mailbox that journeys send to and read.</summary>
internal sealed record MailSettings(Text Imap, Text Smtp, Text User, Text Password)
{
    public static MailSettings Read(SettingsFile file, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "imap", "smtp", "user", "password");
        var none = new Text("", null);
        return new MailSettings(file.Text(node, key, "imap") ?? none, file.Text(node, key, "smtp") ?? none,
            file.Text(node, key, "user") ?? none, file.Text(node, key, "password") ?? none);
    }
}
