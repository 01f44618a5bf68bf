using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using SmokeTests.Arguments;
using SmokeTests.Probes;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests;

/// <summary>A mailbox that journeys send to and read, for "the confirmation mail arrives".</summary>
public sealed class Mailbox
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly RunContext run;
    private readonly string name;
    private readonly MailSettings settings;

    internal Mailbox(RunContext run, string name, MailSettings settings) => (this.run, this.name, this.settings) = (run, name, settings);

    /// <summary>Sends a text by the mailbox's SMTP server, from its user.</summary>
    /// <param name="to">The receiver's address.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="text">The text.</param>
    public Task Send(string to, string subject, string text) =>
        Asking.Go(run, $"mail \"{subject}\" to {to}", "the server to take the mail", run.Settings.StepLimit, cancel => Mailing(async () =>
    {
        using var client = new SmtpClient();
        var (host, port, tls) = Server(settings.Smtp, "smtp", 587);
        await client.ConnectAsync(host, port, tls, cancel);
        if (client.Capabilities.HasFlag(SmtpCapabilities.Authentication) && settings.User.Value is { Length: > 0 } user)
            await client.AuthenticateAsync(user, Password(), cancel);
        using var message = new MimeMessage(
            [MailboxAddress.Parse(settings.User.Value is { } from && from.Contains('@', StringComparison.Ordinal) ? from : to)],
            [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = text });
        await client.SendAsync(message, cancel);
        await client.DisconnectAsync(true, cancel);
        return true;
    }));

    /// <summary>
    /// Looks into the inbox every 2 s until a mail with that text in its subject arrives; hands back its text, and removes it.
    /// </summary>
    /// <param name="subject">A part of the subject that no other mail has: <see cref="Journey.RunId"/>, say.</param>
    /// <param name="within">How long that may take; <c>60s</c> by default.</param>
    public Task<string> Eventually(string subject, string within = "60s") =>
        Asking.Go(run, $"wait for the mail \"{subject}\"", $"a mail with \"{subject}\"", Waiting.Of(within) + TimeSpan.FromSeconds(5),
            cancel => Mailing(async () =>
    {
        using var client = new ImapClient();
        var (host, port, tls) = Server(settings.Imap, "imap", 993);
        await client.ConnectAsync(host, port, tls, cancel);
        await client.AuthenticateAsync(settings.User.Value ?? "", Password(), cancel);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, cancel);
        var (began, limit) = (run.Time.GetTimestamp(), Waiting.Of(within));
        while (true)
        {
            var found = await client.Inbox.SearchAsync(SearchQuery.SubjectContains(subject), cancel);
            if (found.Count > 0)
            {
                var message = await client.Inbox.GetMessageAsync(found[0], cancel);
                await client.Inbox.AddFlagsAsync(found, MessageFlags.Deleted, true, cancel);
                await client.Inbox.ExpungeAsync(cancel);
                await client.DisconnectAsync(true, cancel);
                return message.TextBody ?? message.HtmlBody ?? "";
            }
            if (run.Time.GetElapsedTime(began) >= limit)
                throw run.Recorder.Fail($"no such mail within {Interval.Write(limit)}", $"a mail with \"{subject}\"",
                    $"{client.Inbox.Count} other mails in the inbox of '{name}'");
            await Task.Delay(BetweenLooks, run.Time, cancel);
            await client.NoOpAsync(cancel);
        }
    }));

    private string Password() => run.Learned(settings.Password, $"mailbox '{name}'").Reveal();

    /// <summary><c>imap://host:143</c> is plain, <c>imaps://host</c> is TLS from the start; the same for smtp.</summary>
    private (string, int, SecureSocketOptions) Server(Text text, string scheme, int usual) =>
        Uri.TryCreate(text.Value, UriKind.Absolute, out var address) && address.Scheme.StartsWith(scheme, StringComparison.Ordinal)
            ? (address.Host, address.Port > 0 ? address.Port : usual, address.Scheme == scheme + "s" ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTlsWhenAvailable)
            : throw new CheckBrokenException($"The mailbox '{name}' needs \"{scheme}\": {scheme}s://host or {scheme}://host:port.");

    private async Task<T> Mailing<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (MailKit.Security.AuthenticationException e)
        {
            throw new CheckBrokenException($"The mail server refuses the log-in of the mailbox '{name}': {e.Message}", e);
        }
        catch (Exception e) when (e is CommandException or ProtocolException or SslHandshakeException)
        {
            throw run.Recorder.Fail($"the mail server answered: {e.Message}", "an obliging mail server", e.Message, because: e);
        }
    }
}
