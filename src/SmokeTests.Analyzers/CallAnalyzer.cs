using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SmokeTests.Analyzers;

/// <summary>Looks at single statements in journeys: sleeping, secrets, writing to databases, endless loops, clients of one's own.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] SecretWords = ["password", "passwd", "pwd", "secret", "token", "apikey", "api_key"];
    private static readonly string[] WriteWords =
        ["insert", "update", "delete", "merge", "drop", "truncate", "alter", "create", "replace", "grant", "exec", "call"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Rules.Sleeps, Rules.LiteralSecret, Rules.WritesToDatabase, Rules.EndlessLoop, Rules.OwnHttpClient];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Known.Of(start.Compilation) is not { } known)
                return;
            Register(LookAtCall, SyntaxKind.InvocationExpression);
            Register(LookAtNew, SyntaxKind.ObjectCreationExpression);
            Register(LookAtLiteral, SyntaxKind.StringLiteralExpression);
            Register(LookAtLoop, SyntaxKind.WhileStatement, SyntaxKind.ForStatement, SyntaxKind.DoStatement);

            void Register(Action<SyntaxNodeAnalysisContext> look, params SyntaxKind[] kinds) => start.RegisterSyntaxNodeAction(node =>
            {
                if (known.IsJourney(node.ContainingSymbol?.ContainingType))
                    look(node);
            }, kinds);
        });
    }

    private static void LookAtCall(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (context.SemanticModel.GetSymbolInfo(call).Symbol is not IMethodSymbol called)
            return;
        if (called.Name == "Sleep" && called.ContainingType.ToDisplayString() == "System.Threading.Thread")
            context.ReportDiagnostic(Diagnostic.Create(Rules.Sleeps, call.GetLocation()));
        if (called.ContainingType.ToDisplayString() != "SmokeTests.Database"
            || called.Parameters.FirstOrDefault(p => p.Name == "sql") is not { } parameter)
            return;
        var argument = call.ArgumentList.Arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.Text == "sql")
            ?? call.ArgumentList.Arguments.ElementAtOrDefault(parameter.Ordinal);
        if (argument is not null && context.SemanticModel.GetConstantValue(argument.Expression).Value is string sql
            && sql.TrimStart().Split(' ', '\n', '\r', '\t')[0] is var first && WriteWords.Contains(first.ToLowerInvariant()))
            context.ReportDiagnostic(Diagnostic.Create(Rules.WritesToDatabase, argument.GetLocation(), first));
    }

    private static void LookAtNew(SyntaxNodeAnalysisContext context)
    {
        if (context.SemanticModel.GetTypeInfo(context.Node).Type?.ToDisplayString() == "System.Net.Http.HttpClient")
            context.ReportDiagnostic(Diagnostic.Create(Rules.OwnHttpClient, context.Node.GetLocation()));
    }

    private static void LookAtLiteral(SyntaxNodeAnalysisContext context)
    {
        var literal = (LiteralExpressionSyntax)context.Node;
        if (literal.Token.ValueText.Length >= 4 && NameFor(literal, context.SemanticModel) is { } name
            && SecretWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
            context.ReportDiagnostic(Diagnostic.Create(Rules.LiteralSecret, literal.GetLocation(), name));
    }

    /// <summary>What the literal is the value of: a variable, a property, a parameter, or the field of a form.</summary>
    private static string? NameFor(LiteralExpressionSyntax literal, SemanticModel model) => literal.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.Text,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.Text,
        AssignmentExpressionSyntax { Left: var left } => left.ToString(),
        AnonymousObjectMemberDeclaratorSyntax { NameEquals.Name.Identifier.Text: var member } => member,
        ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } list } argument =>
            NameIn(call, list, argument, model),
        _ => null,
    };

    private static string? NameIn(InvocationExpressionSyntax call, ArgumentListSyntax list, ArgumentSyntax argument, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol called)
            return null;
        var at = list.Arguments.IndexOf(argument);
        // Fill("Password", "…"): the field's name says what the second text is.
        if (called.Name == "Fill" && called.ContainingType.ToDisplayString() == "SmokeTests.Page" && at == 1)
            return list.Arguments[0].Expression is LiteralExpressionSyntax field ? field.Token.ValueText : null;
        if (called.ContainingNamespace?.ToDisplayString().StartsWith("SmokeTests", StringComparison.Ordinal) == true)
            return null;
        return called.Parameters.ElementAtOrDefault(at)?.Name;
    }

    private static void LookAtLoop(SyntaxNodeAnalysisContext context)
    {
        var (condition, body) = context.Node switch
        {
            WhileStatementSyntax loop => (loop.Condition, loop.Statement),
            DoStatementSyntax loop => (loop.Condition, loop.Statement),
            ForStatementSyntax loop => (loop.Condition, loop.Statement),
            _ => (null, null),
        };
        var endless = condition is null || context.SemanticModel.GetConstantValue(condition).Value is true;
        if (endless && body is not null
            && !body.DescendantNodesAndSelf(n => n is not LambdaExpressionSyntax)
            .Any(n => n is BreakStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax
                or GotoStatementSyntax))
            context.ReportDiagnostic(Diagnostic.Create(Rules.EndlessLoop, context.Node.GetFirstToken().GetLocation()));
    }
}
