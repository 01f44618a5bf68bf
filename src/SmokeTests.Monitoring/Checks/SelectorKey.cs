namespace SmokeTests.Monitoring.Checks;

/// <summary>What a term of a selector looks at.</summary>
internal enum SelectorKey
{
    /// <summary>The name, in all the ways in which it is written: a part of it is enough.</summary>
    Name,

    /// <summary>The whole id.</summary>
    Id,

    /// <summary>The team that is told, or the one that the check names.</summary>
    Team,

    /// <summary>The test class: with its namespace, without it, or as it is shown.</summary>
    Class,

    /// <summary>The environment of the settings.</summary>
    Environment,

    /// <summary>The suite: its assembly's name.</summary>
    Suite,
}
