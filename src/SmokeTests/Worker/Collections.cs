using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>
/// Which tests may not go on at once, as xunit says it: those of a collection that somebody named; with all others those of what
/// is marked with <c>DisableParallelization</c>, and every one of an assembly with <c>ParallelMode.None</c>. The collection that
/// xunit makes of each class binds nothing: each run has an instance and fixtures of its own.
/// </summary>
internal sealed class Collections(ParallelMode mode)
{
    /// <summary>The collection that the test shares with others; null for none.</summary>
    public string? Of(IXunitTestCase test)
    {
        var collection = test.TestCollection;
        var isOfItsClass = collection.CollectionDefinition is null
            && collection.TestCollectionDisplayName == CollectionAttribute.GetCollectionNameForType(test.TestClass.Class);
        return mode == ParallelMode.All || isOfItsClass ? null : Name(collection);
    }

    /// <summary>Whether nothing else of the suite may go on beside it.</summary>
    public bool IsAlone(IXunitTestCase test) => mode == ParallelMode.None || test.TestCollection.DisableParallelization
        || test.TestClass.DisableParallelization || test.TestMethod.DisableParallelization || test.DisableParallelization;

    /// <summary>
    /// One that is named by its definition's type has xunit's hash in its display name: the type says the same to people.
    /// </summary>
    private static string Name(IXunitTestCollection collection) =>
        collection.CollectionDefinition is { } type && collection.TestCollectionDisplayName
            == CollectionAttribute.GetCollectionNameForType(type)
            ? type.FullName! : collection.TestCollectionDisplayName;
}
