namespace SmokeTests.Documents.Styles;

/// <summary>One value of a property, as it was written.</summary>
internal readonly record struct Declaration(Property Property, string Value, bool Important);
