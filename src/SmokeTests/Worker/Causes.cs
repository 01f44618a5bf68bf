using System.Data.Common;
using System.Text.RegularExpressions;
using SmokeTests.Databases;

namespace SmokeTests.Worker;

/// <summary>Finds what happened in what was thrown, wherever it stands in the exceptions around it.</summary>
internal static partial class Causes
{
    /// <summary>They only say where something was thrown.</summary>
    private static readonly string[] Wrappers =
    [
        "System.AggregateException", "System.TypeInitializationException", "System.Reflection.TargetInvocationException",
        "Xunit.Sdk.TestPipelineException", "Xunit.v3.TestPipelineException",
    ];

    private static readonly string[] Networks =
    [
        "System.Net.Http.HttpRequestException", "System.Net.Http.HttpIOException", "System.Net.Sockets.SocketException",
        "System.Net.WebSockets.WebSocketException", "System.Net.WebException", "System.Net.Mail.SmtpException",
        "System.Net.NetworkInformation.PingException", "System.Net.Quic.QuicException",
        "System.Security.Authentication.AuthenticationException",
        "Grpc.Core.RpcException", "RabbitMQ.Client.Exceptions.BrokerUnreachableException", "Polly.Timeout.TimeoutRejectedException",
        "MailKit.ServiceNotConnectedException", "MailKit.Net.Imap.ImapProtocolException", "MailKit.Net.Smtp.SmtpProtocolException",
    ];

    /// <summary>As clients of stores and queues name them.</summary>
    private static readonly string[] NetworkEndings = ["TimeoutException", "ConnectionException"];

    private static readonly string[] AssertionParts = ["Assert", "XunitException", "VerifyException"];

    private const string Playwright = "Microsoft.Playwright.PlaywrightException";

    /// <param name="thrown">What was thrown.</param>
    /// <param name="timeUp">Whether the check's time is up: then what was cancelled was cancelled by that.</param>
    /// <param name="database">The exception itself, where it is one of a database: its code tells more than its text.</param>
    /// <param name="isAssertion">Whether xunit takes it for a failed assertion.</param>
    /// <returns>What happened, and the exception that says so.</returns>
    public static (Happened What, Thrown At) Of(
        Thrown thrown, bool timeUp, Func<Thrown, DbException?>? database = null, bool isAssertion = false)
    {
        if (thrown.Name == nameof(JourneyFailedException))
            return (Happened.WordFailed, thrown);
        if (thrown.Name == nameof(CheckBrokenException))
            return (Happened.CheckWrong, thrown);
        (Happened What, Thrown At)? inner = thrown.Inner.Count == 0 ? null
            : thrown.Inner.Select(i => Of(i, timeUp, database)).MinBy(i => i.What);
        if (IsWrapper(thrown))
            return inner ?? (Happened.Exception, thrown);
        // What the library has decided stands, whatever is thrown because of it.
        if (inner is { What: Happened.WordFailed or Happened.CheckWrong } decided)
            return decided;
        if (isAssertion || IsAssertion(thrown))
            return (Happened.AssertionFailed, thrown);
        if (database?.Invoke(thrown) is { } itself)
            return (DatabaseFault.Of(itself), thrown);
        if (IsNetwork(thrown))
            return (Happened.NoAnswer, thrown);
        if (inner is { What: not Happened.Exception } known)
            // A client that was told to stop while it waited for an answer.
            return known.What == Happened.NoAnswer && IsCancelled(thrown) ? (known.What, thrown) : known;
        return (timeUp && IsCancelled(thrown) ? Happened.TimeUp : Happened.Exception, inner?.At ?? thrown);
    }

    /// <summary>It only says where something was thrown, or that several were.</summary>
    public static bool IsWrapper(Thrown thrown) => Wrappers.Contains(thrown.Type);

    /// <summary>
    /// Whether a client of the check's could not read an answer: .NET throws what it throws about any file where one is not compressed as
    /// it says. The stack tells them apart.
    /// </summary>
    public static bool IsOfAnAnswer(Thrown thrown, string stack) =>
        thrown.Type is "System.IO.InvalidDataException" or "System.InvalidOperationException" or "System.IO.IOException"
        or "System.IO.Compression.ZLibException"
        && stack.Contains(" System.IO.Compression.", StringComparison.Ordinal)
        && stack.Contains(" System.Net.Http.", StringComparison.Ordinal);

    public static bool IsCancelled(Thrown thrown) => thrown.Name is nameof(OperationCanceledException) or nameof(TaskCanceledException);

    /// <summary>The wrappers around it say where it was thrown: which fixture, which type's initializer.</summary>
    public static string? Around(Thrown thrown)
    {
        for (; IsWrapper(thrown) && thrown.Inner.Count == 1; thrown = thrown.Inner[0])
            if (thrown.Type is not ("System.AggregateException" or "System.Reflection.TargetInvocationException"))
                return thrown.Message.TrimEnd('.');
        return null;
    }

    private static bool IsAssertion(Thrown thrown) => AssertionParts.Any(part => thrown.Name.Contains(part, StringComparison.Ordinal))
        || thrown.Type == Playwright && PlaywrightExpectation().IsMatch(thrown.Message);

    private static bool IsNetwork(Thrown thrown) => Networks.Contains(thrown.Type)
        || NetworkEndings.Any(ending => thrown.Name.EndsWith(ending, StringComparison.Ordinal))
            && !thrown.Type.StartsWith("Xunit.", StringComparison.Ordinal)
        || thrown.Type == Playwright && thrown.Message.Contains("net::ERR_", StringComparison.Ordinal);

    /// <summary>What <c>Assertions.Expect</c> throws is an exception like any other of Playwright's.</summary>
    [GeneratedRegex(@"\A(Locator|Page|Response)\b[^\n]*\bexpected\b|\bExpect ""To\w+""")]
    private static partial Regex PlaywrightExpectation();
}
