using SmokeTests.Worker;
using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

namespace SmokeTests.Runs;

/// <summary>What the attributes say of a check; of method, class and assembly the nearest wins.</summary>
internal sealed record CheckMetadata
{
    private static readonly ConcurrentDictionary<(MethodInfo, Type), CheckMetadata> Read = new();

    public string? Team { get; private init; }
    public string? Every { get; private init; }
    public string? Cron { get; private init; }
    public string? Zone { get; private init; }
    public string? Within { get; private init; }
    public string? Budget { get; private init; }
    public string? During { get; private init; }
    public bool Pages { get; private init; }
    public IReadOnlyList<string> OnlyIn { get; private init; } = [];
    public IReadOnlyList<string> NotIn { get; private init; } = [];
    public IReadOnlyList<string> DependsOn { get; private init; } = [];

    /// <summary>Empty for every location; null for whichever.</summary>
    public IReadOnlyList<string>? From { get; private init; }

    /// <summary>The time that a run may take.</summary>
    public TimeSpan Limit => Interval.TryParse(Within, out var within) ? within : Protocol.UsualLimit;

    public bool RunsIn(string environment) =>
        (OnlyIn.Count == 0 || OnlyIn.Contains(environment)) && !NotIn.Contains(environment);

    /// <summary>Attributes don't change: they are read once, not for every run.</summary>
    public static CheckMetadata Of(IXunitTestMethod test) =>
        Read.GetOrAdd((test.Method, test.TestClass.Class), place => Of(place.Item1, place.Item2));

    private static CheckMetadata Of(MethodInfo method, Type type)
    {
        ICustomAttributeProvider[] nearestFirst = [method, type, type.Assembly];
        var (every, cron) = nearestFirst.Select(place => (Find<EveryAttribute>(place), Find<CronAttribute>(place)))
            .FirstOrDefault(found => found is not (null, null));
        return new CheckMetadata
        {
            Team = Nearest<TeamAttribute>()?.Name,
            Every = every?.Interval,
            Cron = every is null ? cron?.Expression : null,
            Zone = every is null ? cron?.Zone : null,
            Within = Nearest<WithinAttribute>()?.Limit,
            Budget = Nearest<BudgetAttribute>()?.Limit,
            During = Nearest<DuringAttribute>()?.Calendar,
            Pages = Nearest<PagesAttribute>() is not null,
            OnlyIn = Nearest<OnlyInAttribute>()?.Environments ?? [],
            NotIn = Nearest<NotInAttribute>()?.Environments ?? [],
            From = Nearest<FromAttribute>()?.Locations,
            DependsOn = [.. nearestFirst.SelectMany(place => place.GetCustomAttributes(typeof(DependsOnAttribute), true))
                .Cast<DependsOnAttribute>().Select(d => d.Checks.FullName!).Distinct()],
        };

        T? Nearest<T>() where T : Attribute => nearestFirst.Select(Find<T>).FirstOrDefault(a => a is not null);
    }

    private static T? Find<T>(ICustomAttributeProvider place) where T : Attribute =>
        (T?)place.GetCustomAttributes(typeof(T), inherit: true).FirstOrDefault();
}
