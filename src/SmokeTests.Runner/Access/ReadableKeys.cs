using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace SmokeTests.Runner.Access;

/// <summary>
/// The keys that can be read. One thing that is no key would keep all of them from being used, and with them every form and every
/// session: it is left out, and said once. What it had sealed does not hold any more.
/// </summary>
internal sealed class ReadableKeys(IKeyPlace place, ILogger<ReadableKeys> log) : IXmlRepository
{
    private static readonly string[] Times = ["creationDate", "activationDate", "expirationDate"];
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var (good, ids) = (new List<XElement>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (name, text) in place.All())
            if (Read(text) is not { } element)
                Say(name);
            // The same key twice is a copy of it.
            else if (element.Name != "key" || ids.Add($"{(Guid?)element.Attribute("id")}"))
                good.Add(element);
        return good;
    }

    public void StoreElement(XElement element, string friendlyName) => place.Store(element, friendlyName);

    private void Say(string name)
    {
        lock (said)
            if (!said.Add(name))
                return;
        log.LogError("{Name} is no key that can be read, and is left out: sessions that it sealed have ended. Delete it", name);
    }

    /// <summary>A key, or the end of some, as it would be understood; null for anything else.</summary>
    private static XElement? Read(string? text)
    {
        try
        {
            var element = text is null ? null : XElement.Parse(text);
            return element?.Name.LocalName switch
            {
                "key" when IsKey(element) => element,
                "revocation" when IsRevocation(element) => element,
                _ => null,
            };
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static bool IsKey(XElement element) => Guid.TryParse((string?)element.Attribute("id"), out _)
        && element.Element("descriptor") is { HasElements: true } sealing && sealing.Attribute("deserializerType") is { Value.Length: > 0 }
        && Times.All(t => IsTime(element.Element(t)));

    private static bool IsRevocation(XElement element) => IsTime(element.Element("revocationDate"))
        && (string?)element.Element("key")?.Attribute("id") is { } id && (id == "*" || Guid.TryParse(id, out _));

    private static bool IsTime(XElement? element)
    {
        try
        {
            return (DateTimeOffset?)element is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
