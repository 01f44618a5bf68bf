using SmokeTests.Worker;
using Xunit.Sdk;
using Xunit.v3;

namespace SmokeTests.Tests;

/// <summary>Which tests may not go on at once, by what xunit's attributes say.</summary>
public class CollectionsTests
{
    [Theory]
    //          the class              mode                         its collection                     stands alone
    [InlineData(typeof(Plain),         ParallelMode.Collections,    null,                              false)]
    [InlineData(typeof(Named),         ParallelMode.Collections,    "named",                           false)]
    [InlineData(typeof(ByType),        ParallelMode.Collections,    "SmokeTests.Tests.CollectionsTests+Definition", false)]
    [InlineData(typeof(Lonely),        ParallelMode.Collections,    "lonely",                          true)]
    [InlineData(typeof(LonelyClass),   ParallelMode.Collections,    null,                              true)]
    [InlineData(typeof(Plain),         ParallelMode.None,           null,                              true)]
    [InlineData(typeof(Named),         ParallelMode.All,            null,                              false)]
    [InlineData(typeof(Lonely),        ParallelMode.All,            null,                              true)]
    public void Each_attribute_means_what_xunit_says(Type type, ParallelMode mode, string? collection, bool alone)
    {
        var test = Case(type, factory => new CollectionPerClassTestCollectionFactory(factory));
        new Collections(mode).Of(test).Should().Be(collection);
        new Collections(mode).IsAlone(test).Should().Be(alone);
    }

    [Fact]
    public void A_single_test_may_stand_alone() =>
        new Collections(ParallelMode.Collections).IsAlone(
            Case(typeof(Plain), assembly => new CollectionPerClassTestCollectionFactory(assembly), nameof(Plain.Alone))).Should().BeTrue();

    [Fact]
    public void A_collection_for_the_whole_assembly_binds_all() =>
        new Collections(ParallelMode.Collections).Of(Case(typeof(Plain),
            assembly => new CollectionPerAssemblyTestCollectionFactory(assembly))).Should().StartWith("Test collection for ");

    private static XunitTestCase Case(Type type, Func<IXunitTestAssembly, IXunitTestCollectionFactory> factory,
        string method = nameof(Plain.Test))
    {
        var collection = factory(new XunitTestAssembly(typeof(CollectionsTests).Assembly, null, null, "assembly")).Get(type);
        return new XunitTestCase(new XunitTestMethod(new XunitTestClass(type, collection), type.GetMethod(method)!, []), "name", "id",
            @explicit: false);
    }

#pragma warning disable xUnit1000 // Nobody is to run them: they are looked at.
    internal class Plain
    {
        public void Test() { }

        [Fact(DisableParallelization = true)]
        public void Alone() { }
    }

    [Collection("named")]
    internal sealed class Named : Plain;

    [CollectionDefinition]
    public class Definition;

    [Collection(typeof(Definition))]
    internal sealed class ByType : Plain;

    [CollectionDefinition("lonely", DisableParallelization = true)]
    public class LonelyDefinition;

    [Collection("lonely")]
    internal sealed class Lonely : Plain;

    [TestClass(DisableParallelization = true)]
    internal sealed class LonelyClass : Plain;
#pragma warning restore xUnit1000
}
