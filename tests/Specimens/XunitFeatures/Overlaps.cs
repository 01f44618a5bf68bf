namespace Specimens;

/// <summary>Which tests may go on at once.</summary>
[Collection("without a definition")]
public class NamedOnce
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public Task Waits(int row) => Log.During($"named:{row}");
}

[Collection("without a definition")]
public class NamedTwice
{
    [Fact]
    public Task Waits() => Log.During("named:other");
}

[CollectionDefinition]
public class ByType;

[Collection(typeof(ByType))]
public class OfAType
{
    [Theory, InlineData(1), InlineData(2)]
    public Task Waits(int row) => Log.During($"typed:{row}");
}

[Collection<ByType>]
public class OfTheSameType
{
    [Fact]
    public Task Waits() => Log.During("typed:other");
}

[CollectionDefinition("alone", DisableParallelization = true)]
public class Alone;

[Collection("alone")]
public class StandsAlone
{
    [Theory, InlineData(1), InlineData(2)]
    public Task Waits(int row) => Log.During($"alone:{row}");
}

public class Free
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public Task Waits(int row) => Log.During($"free:{row}");
}

public class Unaccompanied
{
    [Fact(DisableParallelization = true)]
    public Task Waits() => Log.During("unaccompanied:");
}
