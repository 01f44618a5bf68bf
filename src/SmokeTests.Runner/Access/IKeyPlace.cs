using System.Xml.Linq;

namespace SmokeTests.Runner.Access;

/// <summary>Where what sessions are sealed with is kept.</summary>
internal interface IKeyPlace
{
    /// <summary>All that lies there, as it lies, and how each is called; the text is null for what cannot be read.</summary>
    IEnumerable<(string Name, string? Text)> All();

    void Store(XElement key, string name);
}
