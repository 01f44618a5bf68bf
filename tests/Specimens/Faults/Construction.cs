namespace Specimens;

/// <summary>The same two faults wherever code stands that runs before a check.</summary>
internal static class Fault
{
    public static int Boom() => throw new InvalidOperationException("boom");

    public static int Refused() => Servers.Ask(Servers.Closed).GetAwaiter().GetResult().Length;
}

[Team("shop")]
public class BoomInStatic
{
    private static readonly int Value;

    static BoomInStatic() => Value = Fault.Boom();

    [Fact]
    public void Check() => Assert.Equal(0, Value);
}

[Team("shop")]
public class RefusedInStatic
{
    private static readonly int Value = Fault.Refused();

    [Fact]
    public void Check() => Assert.Equal(0, Value);
}

[Team("shop")]
public class BoomInField
{
    private readonly int value = Fault.Boom();

    [Fact]
    public void Check() => Assert.Equal(0, value);
}

[Team("shop")]
public class RefusedInField
{
    private readonly int value = Fault.Refused();

    [Fact]
    public void Check() => Assert.Equal(0, value);
}

[Team("shop")]
public class BoomInConstructor : Journey
{
    public BoomInConstructor() => Fault.Boom();

    [Fact]
    public Task Check() => Open("/");
}

[Team("shop")]
public class RefusedInConstructor : Journey
{
    public RefusedInConstructor() => Fault.Refused();

    [Fact]
    public Task Check() => Open("/");
}

public sealed class BoomingFixture
{
    public BoomingFixture() => Fault.Boom();
}

public sealed class RefusedFixture : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await Servers.Ask(Servers.Closed);

    public ValueTask DisposeAsync() => default;
}

/// <summary>A fixture that goes to the site itself, before any check.</summary>
public sealed class WalkingFixture : Journey, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await (await Open("/")).ShouldShow("Goodbye");
}

[Team("shop")]
public class BoomInClassFixture : IClassFixture<BoomingFixture>
{
    [Fact]
    public void Check() { }
}

[Team("shop")]
public class RefusedInClassFixture : IClassFixture<RefusedFixture>
{
    [Fact]
    public void Check() { }
}

[Team("shop")]
public class WordFailsInClassFixture : IClassFixture<WalkingFixture>
{
    [Fact]
    public void Check() { }
}

[CollectionDefinition("boom")]
public class Booming : ICollectionFixture<BoomingFixture>;

[CollectionDefinition("refused")]
public class Refused : ICollectionFixture<RefusedFixture>;

[Team("shop"), Collection("boom")]
public class BoomInCollectionFixture
{
    [Fact]
    public void Check() { }
}

[Team("shop"), Collection("refused")]
public class RefusedInCollectionFixture
{
    [Fact]
    public void Check() { }
}

[Team("shop")]
public class BoomInLifetime : IAsyncLifetime
{
    public ValueTask InitializeAsync() => throw new InvalidOperationException("boom");

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Check() { }
}

[Team("shop")]
public class RefusedInLifetime : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await Servers.Ask(Servers.Closed);

    public ValueTask DisposeAsync() => default;

    [Fact]
    public void Check() { }
}

[Team("shop")]
public class BoomInData
{
    public static TheoryData<int> Rows => [Fault.Boom()];

    [Theory, MemberData(nameof(Rows))]
    public void Check(int row) => Assert.Equal(0, row);
}

[Team("shop")]
public class RefusedInData
{
    public static TheoryData<int> Rows => [Fault.Refused()];

    [Theory, MemberData(nameof(Rows))]
    public void Check(int row) => Assert.Equal(0, row);
}
