namespace SmokeTests.Worker;

/// <summary>Where it happened.</summary>
internal enum Place
{
    Anywhere,

    /// <summary>A word of the library was waiting for the product.</summary>
    Word,

    /// <summary>No word was going on.</summary>
    OwnCode,

    /// <summary>The check's body had not begun.</summary>
    BeforeBody,

    /// <summary>What is undone after the check.</summary>
    Cleanup,

    Worker,
    Runner,
}
