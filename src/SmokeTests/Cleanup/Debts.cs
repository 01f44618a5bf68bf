using System.Linq.Expressions;
using System.Reflection;
using SmokeTests.Runs;

namespace SmokeTests.Cleanup;

/// <summary>What one journey owes: written down before the act, paid at its end by the same instance.</summary>
/// <param name="run">The run whose journey it is.</param>
/// <param name="journey">The instance whose methods undo.</param>
/// <param name="changeVisitor">Gives it a visitor of its own, who has not logged in anywhere.</param>
internal sealed class Debts(RunContext run, object journey, Func<Task> changeVisitor)
{
    private readonly List<(Debt Debt, MethodInfo Method, object?[] Arguments)> owed = [];

    public Task Owe(Expression<Func<Task>> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        var (method, arguments) = Read(undo);
        var now = run.Time.GetUtcNow();
        var debt = new Debt(Guid.NewGuid().ToString("N")[..12], run.Id, $"{journey.GetType().FullName}.{run.Check.Split('.')[^1]}",
            Ledgers.Suite, run.Settings.Name, run.Team, journey.GetType().FullName!,
            Write(method), Written(undo, method, arguments), now, 0, now, null);
        Ledgers.Of.Owe(debt);
        owed.Add((debt, method, arguments));
        // A class whose own clean-up throws may never come to paying.
        run.Unpaid = Leave;
        return Task.CompletedTask;
    }

    /// <summary>Pays, last debt first; under <c>dotnet test</c> also what an earlier process of this class left behind.</summary>
    public async Task Pay()
    {
        var overdue = run.Order is null && Ledgers.Exists
            ? Ledgers.Of.Claim(Ledgers.Suite, run.Settings.Name, run.Time.GetUtcNow(), journey.GetType().FullName) : [];
        if (owed.Count == 0 && overdue.Count == 0)
            return;
        // A worker is not given time without end: what cannot be paid now is left to its collector.
        if (!run.BeginPaying())
        {
            Leave();
            return;
        }
        while (owed.Count > 0)
        {
            var (debt, method, arguments) = owed[^1];
            owed.RemoveAt(owed.Count - 1);
            await Pay(debt, () => Call(method, arguments));
        }
        foreach (var debt in overdue)
            await Pay(debt, () => Call(Find(journey.GetType(), debt),
                DebtArguments.Read(Find(journey.GetType(), debt), debt, run.NamedSecrets)));
    }

    /// <summary>Leaves to the collector what was not tried to be paid.</summary>
    private void Leave()
    {
        foreach (var (debt, _, _) in owed)
            Ledgers.Of.Release(debt.Id);
        owed.Clear();
    }

    /// <summary>The method of a debt, wherever in the class's line it is declared.</summary>
    public static MethodInfo Find(Type type, Debt debt)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
            if (at.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly).FirstOrDefault(m => Write(m) == debt.Method) is { } method)
                return method;
        throw new CheckBrokenException(
            $"{type.FullName} has no {debt.Method} any more, which was to undo what run {debt.Run} created: {debt.Call}. Undo it by "
                + $"hand, then: smoke debts --forget {debt.Id}");
    }

    private async Task Pay(Debt debt, Func<Task> call)
    {
        try
        {
            await run.Recorder.Aside($"undo {debt.Call}", async () =>
            {
                await changeVisitor();
                // On a thread of its own, and not without end: an undo may heed nothing.
                await Task.Run(call).WaitAsync(run.Stop);
            });
            Ledgers.Of.Paid(debt.Id);
        }
#pragma warning disable CA1031 // A payment may fail in any way: the debt stays, with the reason, and is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var why = e is OperationCanceledException ? "it was not done in the time that was left for it"
                : (e as TargetInvocationException)?.InnerException?.Message ?? e.Message;
            Ledgers.Of.Postpone(debt, run.Redactor.Blot(why), run.Time.GetUtcNow());
        }
    }

    private Task Call(MethodInfo method, object?[] arguments) => (Task)method.Invoke(method.IsStatic ? null : journey, arguments)!;

    private (MethodInfo Method, object?[] Arguments) Read(Expression<Func<Task>> undo)
    {
        if (undo.Body is not MethodCallExpression call)
            throw new CheckBrokenException($"Owe({undo}) must be a call of one method, such as Owe(() => CancelOrder(reference)).");
        if (call.Method.IsGenericMethod
            || !call.Method.IsStatic && (call.Object is null || Value(call.Object) is var target && !ReferenceEquals(target, journey)))
            throw new CheckBrokenException(
                $"Owe({undo}) must call a method of {journey.GetType().Name} itself, or a static one of it: another object does not "
                    + "outlive this process.");
        if (call.Method.IsStatic && !call.Method.DeclaringType!.IsAssignableFrom(journey.GetType()))
            throw new CheckBrokenException(
                $"Owe({undo}) must call a method of {journey.GetType().Name}: {call.Method.DeclaringType!.Name} is not looked at "
                    + "after a crash.");
        var arguments = call.Arguments.Select(Value).ToArray();
        foreach (var parameter in call.Method.GetParameters().Where(p => !IsPlain(p.ParameterType)))
            throw new CheckBrokenException(
                $"Owe({undo}): {parameter.Name} is a {parameter.ParameterType.Name}, which can't be written down. Texts, numbers, "
                    + $"dates, true and false can. A secret belongs into the settings: ask for it in {call.Method.Name}.");
        return (call.Method, arguments);
    }

    private string Written(Expression undo, MethodInfo method, object?[] arguments) => DebtArguments.Write(arguments, run)
        ?? throw new CheckBrokenException(
            $"Owe({run.Redactor.Blot(undo.ToString())}): an argument holds a secret, which is not written down. "
            + $"Ask for it in {method.Name} instead.");

    private static object? Value(Expression expression) => expression is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();

    private static bool IsPlain(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(decimal) || plain == typeof(Guid)
            || plain == typeof(Uri)
            || plain == typeof(DateTime) || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly) || plain == typeof(TimeSpan);
    }

    private static string Write(MethodInfo method) => method.ToString()!;
}
