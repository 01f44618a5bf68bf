namespace SmokeTests.Runner.History;

/// <summary>What a run leads to, by the rules and in words.</summary>
internal delegate (Ruling Ruling, IReadOnlyList<DecisionMessage> Decided) Decide(RuleInput standing);
