namespace SmokeTests.Tests.Differential;

/// <summary>What a known difference leaves the same: one that is about white space alone must hide no word.</summary>
internal enum Left
{
    Nothing,

    /// <summary>All but white space.</summary>
    Letters,

    /// <summary>All but white space and the order.</summary>
    AllButOrder,
}
