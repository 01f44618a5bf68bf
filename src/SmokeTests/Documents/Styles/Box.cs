namespace SmokeTests.Documents.Styles;

/// <summary>How an element stands among others: what its <c>display</c>, <c>float</c> and <c>position</c> come to.</summary>
internal enum Box
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Its children stand in its place (<c>display: contents</c>).</summary>
    Contents,

    /// <summary>In the line of text, without a border of its own to white space.</summary>
    Inline,

    /// <summary>In the line of text, as one piece (<c>inline-block</c> and its like).</summary>
    Atomic,

    /// <summary>On lines of its own.</summary>
    Block,
    Cell,
    Row,

    /// <summary>Rows of a table (<c>tbody</c>).</summary>
    Rows,
}
