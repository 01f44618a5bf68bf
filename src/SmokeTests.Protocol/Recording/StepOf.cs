namespace SmokeTests.Recording;

/// <summary>Whose time a step takes.</summary>
internal enum StepOf
{
    /// <summary>It waits for the product.</summary>
    Product,

    /// <summary>It groups what the check's own code does.</summary>
    Check,

    /// <summary>It waits for the monitor, or for other runs.</summary>
    Monitor,
}
