using Microsoft.AspNetCore.OutputCaching;
using SmokeTests.Runner.Access;

namespace SmokeTests.Runner.Board;

/// <summary>A page that looks the same to all who may see it is made once a second, however many look.</summary>
internal sealed class SharedPage : IOutputCachePolicy
{
    public const string Name = "shared";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancel)
    {
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = true;
        context.ResponseExpirationTimeSpan = Fresh;
        context.CacheVaryByRules.QueryKeys = "*";
        // Names are not unique where a provider gives them: what an operator sees is not for a viewer of the same name.
        context.CacheVaryByRules.VaryByValues["who"] = AccessSetup.NameOf(context.HttpContext.User);
        context.CacheVaryByRules.VaryByValues["operator"] = $"{AccessSetup.IsOperator(context.HttpContext.User)}";
        context.Tags.Add(Name);
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancel) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancel)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK
            && context.HttpContext.Response.Headers.SetCookie.Count == 0;
        return ValueTask.CompletedTask;
    }
}
