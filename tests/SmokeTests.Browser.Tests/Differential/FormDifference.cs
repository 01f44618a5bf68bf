namespace SmokeTests.Tests.Differential;

/// <summary>A difference that is known.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Why">What happens, or the reason.</param>
/// <param name="Has">Whether a document has such a thing; none of the random ones has it, where nothing is said.</param>
internal sealed record FormDifference(string What, string Why, Func<FormDocument, bool>? Has = null);
