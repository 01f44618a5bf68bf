using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(Specimens.OfTheAssembly))]

namespace Specimens;

/// <summary>Writes down when it is made and disposed of.</summary>
public abstract class Fixture : IAsyncLifetime
{
    public ConcurrentBag<string> Users { get; } = [];

    public bool IsReady { get; private set; }

    public virtual ValueTask InitializeAsync()
    {
        Log.Write("made", GetType().Name);
        IsReady = true;
        return default;
    }

    public ValueTask DisposeAsync()
    {
        Log.Write("disposed", GetType().Name);
        GC.SuppressFinalize(this);
        return default;
    }
}

public class OfTheAssembly : Fixture
{
    /// <summary>Fails where the file that FEATURES_BROKEN names is there, as a log-in does while its site is down.</summary>
    public override ValueTask InitializeAsync() =>
        File.Exists(System.Environment.GetEnvironmentVariable("FEATURES_BROKEN"))
        ? throw new InvalidOperationException("the assembly's fixture") : base.InitializeAsync();
}

public class OfTheCollection(OfTheAssembly assembly) : Fixture
{
    public OfTheAssembly Assembly => assembly;
}

public class OfTheClass : Fixture;

public class ThatFails : Fixture
{
    public override ValueTask InitializeAsync() => throw new InvalidOperationException("the fixture");
}

[CollectionDefinition("with a fixture")]
public class WithAFixture : ICollectionFixture<OfTheCollection>;

[Collection("with a fixture")]
public class UsesFixtures(OfTheCollection collection, OfTheAssembly assembly, OfTheClass @class, ITestOutputHelper output)
    : IClassFixture<OfTheClass>
{
    [Fact]
    public void First() => Use();

    [Fact]
    public void Second() => Use();

    private void Use()
    {
        Assert.True(collection.IsReady && assembly.IsReady && @class.IsReady);
        Assert.Same(assembly, collection.Assembly);
        @class.Users.Add(TestContext.Current.TestMethod!.MethodName);
        output.WriteLine("used");
    }
}

public class HasAFixtureThatFails(ThatFails fixture) : IClassFixture<ThatFails>
{
    [Fact]
    public void Test() => Assert.NotNull(fixture);
}

[CollectionDefinition]
public class WithAFixtureThatFails : ICollectionFixture<ThatFails>;

[Collection<WithAFixtureThatFails>]
public class IsInACollectionWhoseFixtureFails
{
    [Fact]
    public void Test() => Assert.True(true);
}
