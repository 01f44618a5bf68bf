using SmokeTests.PageModel;

namespace SmokeTests.Documents;

/// <summary>A field's name and value, or its file, as they are sent.</summary>
internal sealed record FormEntry(string Name, string Value, ChosenFile? File = null);
