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

/// <summary>
/// Ends its worker once, where FEATURES_CRASH names a file that is not there yet: the others of its collection are lost with it.
/// </summary>
[Collection("without a definition")]
public class NamedAndDeadly
{
    public static bool IsToCrash => System.Environment.GetEnvironmentVariable("FEATURES_CRASH") is not null;

    [Fact(Skip = "FEATURES_CRASH is not set", SkipUnless = nameof(IsToCrash))]
    public async Task Waits()
    {
        var marker = System.Environment.GetEnvironmentVariable("FEATURES_CRASH")!;
        if (!File.Exists(marker))
        {
            await File.WriteAllTextAsync(marker, "crashed", TestContext.Current.CancellationToken);
            System.Environment.FailFast("as it was told to");
        }
        await Log.During("named:deadly");
    }
}

[CollectionDefinition("one")]
public class One;

/// <summary>Those that come after it wait longer than they may take themselves.</summary>
[Collection("one")]
public class TakesLong
{
    [Fact, Within("2m")]
    public async Task Waits()
    {
        Log.Write("begin", "one:long");
        await Task.Delay(13_000, TestContext.Current.CancellationToken);
        Log.Write("end", "one:long");
    }
}

[Collection("one")]
public class IsQuick
{
    [Theory, InlineData(1), InlineData(2), Within("10s")]
    public Task Waits(int row) => Log.During($"one:{row}");
}
