using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SmokeTests.Analyzers;

/// <summary>Makes an <c>async void</c> check return a task, and a sleep one that can be ended.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ReturnTaskFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["SMOKE004", "SMOKE005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan);
            if (diagnostic.Id == "SMOKE005" && node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method)
                Register("Return a Task", method.ReturnType, SyntaxFactory.ParseTypeName("Task").WithTriviaFrom(method.ReturnType));
            else if (diagnostic.Id == "SMOKE004" && node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } sleep
                && sleep.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Modifiers.Any(SyntaxKind.AsyncKeyword) == true)
                Register("Await a delay that the run's end ends", sleep,
                    SyntaxFactory.ParseExpression($"await Task.Delay({sleep.ArgumentList.Arguments}, Stop)").WithTriviaFrom(sleep));

            void Register(string title, SyntaxNode from, SyntaxNode to) => context.RegisterCodeFix(
                CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(from, to))), title),
                diagnostic);
        }
    }
}
