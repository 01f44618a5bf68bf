using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: Within("3m")]
[assembly: TestPipelineStartup(typeof(Specimens.Startup))]
[assembly: TestCollectionOrderer(typeof(Specimens.Backwards))]

namespace Specimens;

public class Startup : ITestPipelineStartup
{
    public static bool HasStarted { get; private set; }

    public ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        HasStarted = true;
        Log.Write("made", nameof(Startup));
        return default;
    }

    public ValueTask StopAsync()
    {
        Log.Write("disposed", nameof(Startup));
        return default;
    }
}

public class Backwards : ITestCollectionOrderer, ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.Reverse()];

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase => [.. testCases.Reverse()];
}

public sealed class SpoonAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<bool> Held = new();

    public static bool IsHeld => Held.Value;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Held.Value = true;

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Held.Value = false;
}

public sealed class ThrowingAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => throw new InvalidOperationException("after");
}

/// <summary>A fact with a discoverer of its own, which makes two tests of each method.</summary>
[XunitTestCaseDiscoverer(typeof(TwiceDiscoverer))]
public sealed class TwiceAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line);

public class TwiceDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions,
        IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
        return new([.. new[] { "first",
            "second" }.Select(time => new XunitTestCase(testMethod, $"{details.TestCaseDisplayName} ({time} time)",
                $"{details.UniqueID}{time}", details.Explicit))]);
    }
}

public sealed class TraitedFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
    : FactAttribute(file, line), ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Kind", "traited")];
}

[TestCaseOrderer(typeof(Backwards)), Trait("Area", "odd")]
public class Odd(ITestOutputHelper output, ITestContextAccessor accessor)
{
    [Fact, Spoon]
    public void Has_attributes_before_and_after() => Assert.True(SpoonAttribute.IsHeld);

    [Fact, Throwing]
    public void Has_an_attribute_that_throws() => Assert.True(true);

    [Twice]
    public void Has_a_discoverer_of_its_own() => Assert.True(true);

    [TraitedFact, Trait("Weight", "light")]
    public void Has_traits() => Assert.Equal(["traited"], TestContext.Current.Test!.Traits["Kind"]);

    [Fact(DisplayName = "It has a (name) of its own")]
    public void Has_a_display_name() => Assert.True(true);

    [Fact]
    public void Starts_after_the_pipeline() => Assert.True(Startup.HasStarted);

    [Fact]
    public void Writes_attaches_and_warns()
    {
        output.WriteLine("written");
        TestContext.Current.AddAttachment("note", "attached");
        TestContext.Current.AddWarning("warned");
        TestContext.Current.SendDiagnosticMessage("diagnosed");
        Assert.Same(TestContext.Current.Test, accessor.Current.Test);
        Assert.Equal(TestPipelineStage.TestExecution, TestContext.Current.PipelineStage);
    }

    [Fact]
    public void Cancels_itself()
    {
        TestContext.Current.CancelCurrentTest();
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    [Fact]
    public async void Is_async_void() => await Task.Yield();

    [Fact]
    public ValueTask Is_a_value_task() => new(Task.Delay(1, TestContext.Current.CancellationToken));

    [Fact]
    public async Task<int> Returns_something()
    {
        await Task.Yield();
        return 1;
    }

    [Fact]
    public void Fails_several_times() => Assert.Multiple(() => Assert.Equal(1, 2), () => Assert.Equal(2, 3));

    [Fact]
    public void Throws() => throw new AggregateException(new InvalidOperationException("one"), new ArgumentException("two"));

    [CulturedFact(["de-DE", "en-US"])]
    public void Runs_in_cultures() => Assert.NotEqual("en-US", CultureInfo.CurrentCulture.Name);

    [CulturedTheory(["de-DE", "fr-FR"]), InlineData(1), InlineData(2)]
    public void Rows_in_cultures(int number) => Assert.NotEqual("fr-FR2", $"{CultureInfo.CurrentCulture.Name}{number}");

    [Fact]
    public void Is_overloaded() => Assert.True(true);

    [Theory, InlineData(1)]
    public void Is_overloaded(int number) => Assert.Equal(1, number);

    [Fact]
    public void Has_too_few_arguments(int number) => Assert.Equal(1, number);

    [Fact, Theory]
    public void Is_both() => Assert.True(true);

    public class Nested
    {
        [Fact]
        public void Is_nested() => Assert.True(true);
    }
}

public abstract class Inherited<T>
{
    protected abstract T Value { get; }

    [Fact]
    public void Is_inherited() => Assert.NotEqual(default, Value);

    [Theory, InlineData(1), InlineData(2)]
    public void Rows_are_inherited(int number) => Assert.NotEqual<object?>(number, Value);
}

public class InheritsNumbers : Inherited<int>
{
    protected override int Value => 2;
}

public class InheritsTexts : Inherited<string>
{
    protected override string Value => "2";
}

public class Generics<T>
{
    [Fact]
    public void Is_not_run() => Assert.Fail("xunit makes no instance of an open type.");
}

internal class NotPublic
{
    [Fact]
    public void Is_not_found() => Assert.Fail("xunit looks for public classes.");
}

public static class Statics
{
    [Fact]
    public static void Is_in_a_static_class() => Assert.True(true);
}

public struct Structure
{
    [Fact]
    public readonly void Is_in_a_structure() => Assert.True(true);
}
