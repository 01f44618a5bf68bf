using MailKit.Security;
using MimeKit;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>The server that mails go out by. Settings: <c>mail</c>.</summary>
internal sealed record MailServer(string Host, int Port, SecureSocketOptions Secure, string? User, string? Password, MailboxAddress From)
{
    private const int UsualPort = 587;

    /// <param name="needed">The key that needs it.</param>
    public static MailServer? Read(SettingsFile file, string needed)
    {
        if (file.Object(file.Root, "", "mail") is not { } node)
        {
            file.Mistake(needed, "needs the settings' \"mail\": { \"host\": \"smtp.shop.example\", \"from\": \"smoke@shop.example\" }");
            return null;
        }
        file.OnlyKeys(node, "mail", "host", "port", "tls", "user", "password", "from");
        var (host, from) = (SettingTexts.Text(file, node, "mail", "host"), SettingTexts.Text(file, node, "mail", "from"));
        if (host is null)
            file.Mistake("mail", "has no host. Add \"host\": \"smtp.shop.example\"");
        MailboxAddress? sender = null;
        if (from is null || !MailboxAddress.TryParse(from, out sender))
            file.Mistake("mail", "has no address that mails come from. Add \"from\": \"smoke@shop.example\"");
        var secure = file.Flag(node, "mail", "tls") switch { true => SecureSocketOptions.StartTls, false =>
            SecureSocketOptions.None, null => SecureSocketOptions.StartTlsWhenAvailable };
        return host is null || sender is null ? null
            : new MailServer(host, file.Count(node, "mail", "port") ?? UsualPort, secure, SettingTexts.Text(file, node, "mail", "user"),
                SettingTexts.Text(file, node, "mail", "password"), sender);
    }
}
