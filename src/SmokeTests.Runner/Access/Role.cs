namespace SmokeTests.Runner.Access;

/// <summary>What somebody may do: a viewer looks, an operator acts.</summary>
internal static class Role
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public static readonly IReadOnlyList<string> All = [Viewer, Operator];
}
