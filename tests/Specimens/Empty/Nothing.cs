namespace Specimens;

/// <summary>A suite without checks.</summary>
public static class Nothing;
