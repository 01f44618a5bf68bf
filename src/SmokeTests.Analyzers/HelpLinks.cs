using System;
using System.Linq;
using System.Reflection;

namespace SmokeTests.Analyzers;

/// <summary>Where each rule is explained, with a bad and a good example: an editor opens it from the warning.</summary>
public static class HelpLinks
{
    private const string Page = "/blob/main/src/SmokeTests.Analyzers/README.md#";

    /// <summary>What the build writes into the assembly where its sources have an origin.</summary>
    private static readonly string? Repository = typeof(HelpLinks).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(data => data.Key == "RepositoryUrl")?.Value;

    /// <summary>Null for a build whose sources are published nowhere.</summary>
    /// <param name="rule">Such as <c>SMOKE001</c>.</param>
    public static string? Of(string rule) => Of(rule, Repository);

    /// <param name="rule">Such as <c>SMOKE001</c>.</param>
    /// <param name="repository">Where the sources are; null or empty for a build whose sources are published nowhere.</param>
    public static string? Of(string rule, string? repository) =>
        string.IsNullOrEmpty(repository) ? null : Trimmed(repository!) + Page + rule.ToLowerInvariant();

    private static string Trimmed(string repository) =>
        (repository.EndsWith(".git", StringComparison.Ordinal) ? repository.Substring(0, repository.Length - 4) : repository).TrimEnd('/');
}
