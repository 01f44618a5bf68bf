namespace SmokeTests.Tests.Differential;

/// <summary>What a driver reads of a document: its title, and what can be seen of it, in one line.</summary>
internal sealed record Reading(string Title, string Text);
