using System.Text.Json;
using RestSharp;
using SmokeTests.Content;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests;

/// <summary>What journeys ask of an API's answers, on RestSharp's own types.</summary>
public static class ApiAnswers
{
    /// <summary>A value of a JSON answer; one that is not there, or of another type, fails the journey with what there is.</summary>
    /// <param name="answer">What RestSharp got.</param>
    /// <param name="path">
    /// Such as <c>items[0].price</c> or <c>versions['1.0.0'].description</c>; <c>[-1]</c> is the last, <c>items.length</c> counts, and
    /// an empty path is the whole answer. In quotes stand names with dots, brackets or quotes, with the escapes of JSON.
    /// </param>
    /// <exception cref="CheckBrokenException">The path cannot be read.</exception>
    public static T Json<T>(this RestResponse answer, string path)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new Api.JsonAnswer(TextOf(answer), RunContext.Current.Recorder,
            $"{answer.ResponseUri} ({(int)answer.StatusCode})").At<T>(path);
    }

    /// <summary>
    /// Fails the journey unless the answer has that status. An answer of 500 or more has failed it before: a check that wants
    /// such a one says so with <see cref="Expect"/>.
    /// </summary>
    /// <param name="answer">What RestSharp got.</param>
    /// <param name="status">For example 201.</param>
    public static RestResponse ShouldHaveStatus(this RestResponse answer, int status)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return (int)answer.StatusCode == status ? answer
            : throw Fail(RunContext.Current.Recorder, answer, $"status {status}");
    }

    /// <summary>
    /// Says which status the request is to be answered with, 503 for example: any other fails the step, and that one does not.
    /// </summary>
    /// <param name="request">The request, before it is executed; <c>ExecuteAsync</c> hands back its answer.</param>
    /// <param name="status">For example 503.</param>
    public static RestRequest Expect(this RestRequest request, int status)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Interceptors = [.. request.Interceptors ?? [], new Api.ExpectedStatus(status)];
        return request;
    }

    /// <summary>
    /// Asks a GraphQL endpoint and hands back a value of <c>data</c>. GraphQL answers 200 to everything: <c>errors</c> in the
    /// answer fail the journey with their messages.
    /// </summary>
    /// <param name="client">The journey's <c>Api</c>.</param>
    /// <param name="path">The value below <c>data</c>, such as <c>book.author.name</c>; written as for <see cref="Json"/>.</param>
    /// <param name="query">The query.</param>
    /// <param name="variables">An object with a property for each variable.</param>
    /// <param name="endpoint">Where it is asked, relative to the API; <c>graphql</c> by default.</param>
    /// <param name="cancel">Ends the request; the journey's own end is always heeded.</param>
    public static async Task<T> GraphQL<T>(this IRestClient client, string path, string query, object? variables = null,
        string endpoint = "graphql", CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new RestRequest(endpoint, Method.Post).AddJsonBody(JsonSerializer.Serialize(new { query, variables }),
            ContentType.Json);
        var answer = await client.ExecuteAsync(request, cancel);
        var recorder = RunContext.Current.Recorder;
        var where = $"{answer.ResponseUri} ({(int)answer.StatusCode})";
        var json = new Api.JsonAnswer(TextOf(answer), recorder, where);
        if (json.Errors() is { } errors)
            throw recorder.Fail($"GraphQL answered: {errors[0]}", "data without errors", string.Join('\n', errors), where);
        return json.At<T>(path, "data");
    }

    /// <summary>The failure of an answer whose status is not what was expected.</summary>
    internal static JourneyFailedException Fail(Recorder recorder, RestResponse answer, string expected) =>
        recorder.Fail($"{answer.ResponseUri?.AbsolutePath} answered {(int)answer.StatusCode} {answer.StatusCode}", expected,
            answer.Content is { } text ? TextLimit.Beginning(text) : null, answer.ResponseUri?.AbsoluteUri);

    /// <summary>Read as a page's answer is; what RestSharp made of it where it was none of ours.</summary>
    internal static string TextOf(RestResponse answer) => answer.RawBytes is { } bytes
        ? BodyText.Of(bytes,
            answer.ContentHeaders?.FirstOrDefault(h => h.Name == "Content-Type")?.Value?.ToString() ?? answer.ContentType ?? "").Read(bytes)
        : answer.Content ?? "";
}
