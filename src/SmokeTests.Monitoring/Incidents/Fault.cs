namespace SmokeTests.Monitoring.Incidents;

/// <summary>Whose fault an incident is.</summary>
internal enum Fault
{
    /// <summary>The product's: told to the check's team.</summary>
    Product,

    /// <summary>The check's or the monitor's: told to the platform team.</summary>
    Monitor,

    /// <summary>The check's, which could not undo what it created: told to its team.</summary>
    Debt,

    /// <summary>The product's, little by little: its error budget is spent too fast.</summary>
    Budget,

    /// <summary>The product's as seen from one location, while others see it work.</summary>
    Location,
}
