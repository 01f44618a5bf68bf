using RestSharp;
using RestSharp.Serializers;
using RestSharp.Serializers.Json;
using SmokeTests.Recording;

namespace SmokeTests.Api;

/// <summary>
/// Reads an answer as the type that the check asked for. RestSharp would leave out an answer of a type that it does not know, and
/// takes a page of HTML for XML: here the journey fails with what came. The checks' requests are written as RestSharp writes them.
/// </summary>
internal sealed class TypedAnswers(Recorder recorder) : IRestSerializer, IDeserializer
{
    private static readonly SystemTextJsonSerializer Json = new();

    public ISerializer Serializer => Json;

    public IDeserializer Deserializer => this;

    public string[] AcceptedContentTypes => Json.AcceptedContentTypes;

    /// <summary>Whatever is not meant as XML: a page is what comes where JSON was asked for.</summary>
    public SupportsContentType SupportsContentType => type => !IsXml(type.Value);

    public DataFormat DataFormat => DataFormat.Json;

    public string? Serialize(Parameter parameter) => ((IRestSerializer)Json).Serialize(parameter);

    public T? Deserialize<T>(RestResponse response) => Read(response, () => Answer(response).At<T>(""));

    /// <summary>What has no content is not handed to a deserializer at all.</summary>
    public void Begin(RestResponse response)
    {
        if (response.IsSuccessStatusCode && (int)response.StatusCode is not (204 or 205) && response.Request.Method != Method.Head
            && string.IsNullOrWhiteSpace(response.Content))
            throw recorder.Fail("the answer is empty", "an answer with content", "an empty answer", Where(response));
    }

    /// <summary>An answer of an error is the check's to judge: what cannot be read of it is left out, as RestSharp does.</summary>
    /// <param name="response">What RestSharp got; a line of a stream has no status.</param>
    /// <param name="read">Reads it.</param>
    public static T? Read<T>(RestResponse response, Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JourneyFailedException or CheckBrokenException && response.StatusCode != 0
            && !response.IsSuccessStatusCode)
        {
            return default;
        }
    }

    public static string Where(RestResponse response) =>
        response.ResponseUri is { } at ? $"{at} ({(int)response.StatusCode})" : response.Request.Resource;

    public static bool IsXml(string type) =>
        type.EndsWith("xml", StringComparison.OrdinalIgnoreCase) && !type.Contains("xhtml", StringComparison.OrdinalIgnoreCase);

    private JsonAnswer Answer(RestResponse response) => new(ApiAnswers.TextOf(response), recorder, Where(response));
}
