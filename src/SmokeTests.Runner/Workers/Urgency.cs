namespace SmokeTests.Runner.Workers;

/// <summary>How long a worker that has to go is waited for.</summary>
internal enum Urgency
{
    /// <summary>Until its runs have ended.</summary>
    None,

    /// <summary>Until another is ready.</summary>
    Soon,

    /// <summary>Not at all: nothing in it goes on.</summary>
    Now,
}
