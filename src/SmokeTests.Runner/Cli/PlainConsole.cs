using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cli;

/// <summary>The service's log as people read it: the time, and the text with its own lines.</summary>
internal sealed class PlainConsole(TimeProvider time) : ConsoleFormatter(PlainName)
{
    private const string PlainName = "plain";

    public static void Use(ILoggingBuilder logging)
    {
        logging.Services.AddSingleton(TimeProvider.System);
        logging.AddConsole(o => o.FormatterName = PlainName).AddConsoleFormatter<PlainConsole, ConsoleFormatterOptions>()
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Error)
            // That the keys of sessions are not sealed is as meant: the folder's rights, or the database's, keep them.
            .AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error)
            // What keeps the service from starting is told by the command, in a sentence.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        var text = entry.Formatter(entry.State, entry.Exception);
        writer.Write($"{time.GetUtcNow():HH:mm:ss} {text}\n");
        if (entry.Exception is { } exception)
            // That the database does not answer is no fault of the code: where it was asked does not matter.
            writer.Write(exception is DbException && DatabaseFault.MayPass(exception) ? $"{exception.Message}\n" : $"{exception}\n");
    }
}
