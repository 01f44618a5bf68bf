
namespace SmokeTests.Monitoring.Messages;

/// <summary>A decision with the words that tell it.</summary>
/// <param name="Pages">What it opens is paged at once.</param>
internal sealed record DecisionMessage(Decision Decision, string Team, Message Announcement, bool Pages = false);
