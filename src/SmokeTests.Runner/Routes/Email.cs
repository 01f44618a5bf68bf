using System.Text.Json.Nodes;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// E-mail: <c>"email": "team@shop.example"</c> by the server of the settings' <c>mail</c>. All mails of an incident are one
/// thread: each refers to the first.
/// </summary>
internal sealed class Email(IReadOnlyList<MailboxAddress> to, MailServer server) : IRoute
{
    public const string Key = "email";
    private const int MostSubject = 250;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Name => Key;

    public bool Pages => false;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key)
    {
        if (SettingTexts.Text(file, team, key, Key) is not { } text)
            return null;
        if (!InternetAddressList.TryParse(text, out var list) || list.Mailboxes.ToArray() is not { Length: > 0 } to
            || to.Any(m => !m.Address.Contains('@', StringComparison.Ordinal)))
        {
            file.Mistake(SettingsFile.Join(key, Key), $"'{text}' is no e-mail address, nor several with commas between them");
            return null;
        }
        return MailServer.Read(file, SettingsFile.Join(key, Key)) is { } server ? new Email(to, server) : null;
    }

    public async Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        using var mail = Mail(letter, post);
        return await With((smtp, limit) => smtp.SendAsync(mail, limit), cancel);
    }

    /// <summary>As far as the server's greeting and the log-in.</summary>
    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) => With((smtp, limit) => smtp.NoOpAsync(limit), cancel);

    private async Task<SendResult> With(Func<SmtpClient, CancellationToken, Task> act, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        using var smtp = new SmtpClient();
        try
        {
            await smtp.ConnectAsync(server.Host, server.Port, server.Secure, limit.Token);
            if (server.User is not null)
                await smtp.AuthenticateAsync(server.User, server.Password ?? "", limit.Token);
            await act(smtp, limit.Token);
            await smtp.DisconnectAsync(quit: true, limit.Token);
            return new SendResult.Sent();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new SendResult.Later($"no answer of {server.Host} within {Interval.Write(Limit)}");
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500)
        {
            return new SendResult.Refused(e.Message);
        }
        catch (AuthenticationException e)
        {
            return new SendResult.Refused(e.Message);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ProtocolException or SslHandshakeException
            or SmtpCommandException)
        {
            return new SendResult.Later(e.Message);
        }
    }

    /// <summary>One line, as long as programs show it.</summary>
    private static string Subject(string headline) => MessageText.Short(headline.ReplaceLineEndings(" "), MostSubject);

    private MimeMessage Mail(OutboxEntry letter, WebhookClient post)
    {
        var host = Uri.TryCreate(post.Board, UriKind.Absolute, out var board) ? board.Host : "smoketests";
        var mail = new MimeMessage { Subject = Subject(letter.Announcement.Headline), Date = letter.At,
            MessageId = MimeUtils.GenerateMessageId(host), Body = new TextPart("plain") { Text = letter.Announcement.Plain() } };
        mail.From.Add(server.From);
        mail.To.AddRange(to);
        if (letter.Incidents.Count > 0)
            mail.References.Add($"incident-{letter.Incidents[0]}@{host}");
        return mail;
    }
}
