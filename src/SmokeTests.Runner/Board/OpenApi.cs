using Microsoft.AspNetCore.OpenApi;

namespace SmokeTests.Runner.Board;

/// <summary>How the API describes itself: the API alone, without the pages' own routes.</summary>
internal static class OpenApi
{
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        // Names of classes tell a reader nothing.
        options.AddOperationTransformer((operation, _, _) =>
        {
            operation.Tags?.Clear();
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            (document.Info.Title, document.Info.Version) = ("SmokeTests", "1");
            document.Info.Description =
                "What the board shows and does. A token (smoke token) goes into the header Authorization: Bearer TOKEN; its scopes "
                    + "are read, act and deploy.";
            // Where it stands depends on who asks.
            document.Servers?.Clear();
            document.Tags?.Clear();
            return Task.CompletedTask;
        });
    }
}
