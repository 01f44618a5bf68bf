namespace SmokeTests.Tests.Differential;

/// <summary>A known difference between what the two drivers read.</summary>
/// <param name="What">What it is about.</param>
/// <param name="Why">What happens, or the reason.</param>
/// <param name="Has">Whether a document has such a thing; none of the random ones has it, where nothing is said.</param>
internal sealed record TextDifference(string What, string Why, Func<string, bool>? Has = null);
