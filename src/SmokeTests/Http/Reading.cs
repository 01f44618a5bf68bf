namespace SmokeTests.Http;

/// <summary>How much of an answer's body is read; the connection of a body that is not read to its end is dropped.</summary>
internal enum Reading
{
    /// <summary>The whole body, within the size limit.</summary>
    All,

    /// <summary>Its first bytes: enough to see that there is something.</summary>
    Start,

    /// <summary>Status and headers alone.</summary>
    Nothing,
}
