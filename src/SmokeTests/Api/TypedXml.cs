using System.Xml;
using RestSharp;
using RestSharp.Serializers;
using RestSharp.Serializers.Xml;
using SmokeTests.Recording;

namespace SmokeTests.Api;

/// <summary>Reads XML as RestSharp does; one that cannot be read as the check's type fails the journey with what came.</summary>
internal sealed class TypedXml(Recorder recorder) : IRestSerializer, IXmlDeserializer
{
    private readonly XmlRestSerializer usual = new();

    public ISerializer Serializer => usual.Serializer;

    public IDeserializer Deserializer => this;

    public string[] AcceptedContentTypes => usual.AcceptedContentTypes;

    public SupportsContentType SupportsContentType => type => TypedAnswers.IsXml(type.Value);

    public DataFormat DataFormat => DataFormat.Xml;

    public string? Namespace { get => Xml.Namespace; set => Xml.Namespace = value; }

    private IXmlDeserializer Xml => (IXmlDeserializer)usual.Deserializer;

    public string? Serialize(Parameter parameter) => usual.Serialize(parameter);

    public T? Deserialize<T>(RestResponse response) => TypedAnswers.Read(response, () =>
    {
        try
        {
            return Xml.Deserialize<T>(response);
        }
        catch (Exception e) when (e is InvalidOperationException or XmlException or FormatException)
        {
            // Of a type that no XML becomes as well: then JSON was expected.
            throw recorder.Fail($"the answer is no {typeof(T).Name}", $"JSON or XML as {typeof(T).Name}",
                TextLimit.Beginning(ApiAnswers.TextOf(response)), TypedAnswers.Where(response), e);
        }
    });
}
