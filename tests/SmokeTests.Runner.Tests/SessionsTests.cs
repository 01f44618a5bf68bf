using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Tests;

/// <summary>When a session ends.</summary>
public sealed class SessionsTests : IDisposable
{
    private static readonly Person Ada = new("ada", Role.Operator, "hash 1");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-sessions-").FullName;
    private readonly HistoryStore historyStore;

    public SessionsTests() => historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));

    public void Dispose()
    {
        historyStore.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void It_ends_when_its_person_signs_out_at_every_runner_and_no_other_does()
    {
        var (here, there) = (With(Ada), With(Ada));
        var (one, other) = (here.Begin(Ada, "cookie"), here.Begin(Ada, "cookie"));
        here.Holds(one).Should().BeTrue();
        here.End(one);
        here.Holds(one).Should().BeFalse();
        there.Holds(one).Should().BeFalse();
        there.Holds(other).Should().BeTrue();
    }

    [Fact]
    public void It_ends_with_its_person_her_password_and_her_role()
    {
        var session = With(Ada).Begin(Ada, "cookie");
        With(Ada, new Person("bob", Role.Viewer, "x")).Holds(session).Should().BeTrue();
        With(new Person("bob", Role.Operator, "hash 1")).Holds(session).Should().BeFalse();
        With(Ada with { Hash = "hash 2" }).Holds(session).Should().BeFalse();
        With(Ada with { Role = Role.Viewer }).Holds(session).Should().BeFalse();
        With().Holds(session).Should().BeFalse();
    }

    [Fact]
    public void It_ends_seven_days_after_it_began()
    {
        var sessions = With(Ada);
        var session = sessions.Begin(Ada, "cookie");
        time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        sessions.Holds(session).Should().BeTrue();
        time.Advance(TimeSpan.FromSeconds(1));
        sessions.Holds(session).Should().BeFalse();
    }

    [Fact]
    public void One_of_a_provider_ends_when_its_groups_have_another_role()
    {
        var ops = Provider(["ops"], ["staff"]);
        var session = ops.Begin("grace", Role.Operator, "oidc", ["ops", "staff"]);
        ops.Holds(session).Should().BeTrue();
        Provider(["others"], ["staff"]).Holds(session).Should().BeFalse("she is a viewer now");
        Provider(["others"], ["none"]).Holds(session).Should().BeFalse();
        With(Ada).Holds(session).Should().BeFalse("no provider is asked any more");
    }

    [Fact]
    public void One_without_marks_does_not_hold()
    {
        With(Ada).Holds(AccessSetup.Somebody("ada", Role.Operator, "cookie")).Should().BeFalse();
        With(Ada).Holds(null).Should().BeFalse();
    }

    private Sessions Provider(string[] operators, string[] viewers) =>
        With(new AccessSettings { OpenIdConnect =
            new OpenIdConnect("https://login.example", "smoke", null, "groups", operators, viewers) });

    private Sessions With(params Person[] people) => With(new AccessSettings { People = people.ToDictionary(p => p.Name) });

    private Sessions With(AccessSettings access) => new(historyStore, () => access, time);
}
