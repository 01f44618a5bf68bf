using System.Text;

namespace SmokeTests.Http;

/// <summary>The charset that a form is sent in, and its name as the Encoding Standard writes it.</summary>
internal sealed record FormCharset(Encoding Encoding, string Name);
