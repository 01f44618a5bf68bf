using SmokeTests.Recording;
using Xunit.Sdk;

namespace SmokeTests;

/// <summary>An exception as xunit reports it: names and texts, with what is inside.</summary>
/// <param name="Type">Its full name.</param>
/// <param name="Message">As it was thrown: not blotted.</param>
/// <param name="Inner">What it was thrown because of; several for an <see cref="AggregateException"/>.</param>
internal sealed record Thrown(string Type, string Message, IReadOnlyList<Thrown> Inner)
{
    public string Name => Type.Split('.', '+')[^1];

    /// <summary>This one and all that is inside.</summary>
    public IEnumerable<Thrown> All => Inner.SelectMany(i => i.All).Prepend(this);

    public static Thrown Of(Exception exception) => Of(exception, TextLimit.Exceptions);

    public static Thrown Of(IErrorMetadata reported) => Of(reported.ExceptionTypes, reported.Messages, reported.ExceptionParentIndices);

    /// <summary>What is reported as lists, with the place of each one's parent in them.</summary>
    public static Thrown Of(IReadOnlyList<string?> types, IReadOnlyList<string> messages, IReadOnlyList<int> parents)
    {
        var roots = Below(-1);
        return roots.Count == 1 ? roots[0] : new Thrown(typeof(AggregateException).FullName!, "", roots);

        IReadOnlyList<Thrown> Below(int parent) =>
            [.. Enumerable.Range(0, Math.Min(messages.Count, TextLimit.Exceptions)).Where(i => Parent(i) == parent).Select(One)];

        Thrown One(int at) => new(TextLimit.CutLine(types.ElementAtOrDefault(at) ?? ""), Said(messages[at]), Below(at));

        int Parent(int at) => at < parents.Count && parents[at] < at ? parents[at] : -1;
    }

    /// <param name="exception">What was thrown.</param>
    /// <param name="most">So deep, and so many beside each other, are looked at.</param>
    private static Thrown Of(Exception exception, int most)
    {
        IEnumerable<Exception> inner = most == 0 ? []
            : exception is AggregateException several ? several.InnerExceptions.Take(most)
            : exception.InnerException is { } one ? [one] : [];
        return new Thrown(TextLimit.CutLine(exception.GetType().FullName!), Said(exception.Message),
            [.. inner.Select(i => Of(i, most - 1))]);
    }

    /// <summary>An exception may say megabytes.</summary>
    internal static string Said(string message) => TextLimit.CutRoughly(message, TextLimit.Block);
}
