using System.Reflection;

namespace Bookshop;

/// <summary>Style, script and icon, from the assembly itself.</summary>
internal static class Assets
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/assets/{name}", (string name, Breakage breakage) =>
        breakage.Is("script-missing") && name == "shop.js"
        || Assembly.GetExecutingAssembly().GetManifestResourceStream($"Bookshop.Assets.{name}") is not { } asset
            ? Results.NotFound()
            : Results.Stream(asset,
                Path.GetExtension(name) switch { ".css" => "text/css", ".js" => "text/javascript", _ => "image/svg+xml" }));
}
