using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// What the board answers to, and who may ask. A new route is approved here, and asked by the tests of access for each role.
/// </summary>
public sealed class RoutesTests
{
    [Fact]
    public async Task Every_route_is_known_with_whom_it_lets_in()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var settings = new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy()) { SlackSecret = "x",
            Status = new StatusSettings("Status", []) };
        AccessSetup.Add(builder.Services, settings.Access, new KeyFolder(Path.Combine(Path.GetTempPath(), "smoke-routes-keys")));
        builder.Services.AddRazorComponents();
        builder.Services.AddOutputCache();
        Api.Add(builder.Services);
        Running.Telemetry.Add(builder.Services);
        builder.Services.AddSingleton(settings);
        // Parameters of these types come from the services; none is ever made here.
        foreach (var type in typeof(BoardRoutes).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
                && t.Namespace?.StartsWith("SmokeTests.Runner", StringComparison.Ordinal) == true && t != typeof(DeployMark)))
            builder.Services.TryAdd(ServiceDescriptor.Singleton(type, _ => throw new InvalidOperationException()));
        await using var app = builder.Build();
        BoardRoutes.Map(app, new HostNames(settings.Access, "http://localhost"));
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
                ?? ["GET"]).Where(m => m is not ("HEAD" or "OPTIONS")).Select(method => (Endpoint: e, Method: method)))
            .Select(e => $"{e.Method,-6} /{e.Endpoint.RoutePattern.RawText!.Trim('/'),-40} {Who(e.Endpoint)}").Distinct()
            .Order(StringComparer.Ordinal);
        Approved.ShouldMatch(string.Join('\n', routes), "routes");
    }

    private static string Who(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "everybody"
        : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).LastOrDefault() ?? AccessSetup.CanLook;
}
