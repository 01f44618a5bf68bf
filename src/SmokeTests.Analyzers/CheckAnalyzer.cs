using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using SmokeTests.Worker;

namespace SmokeTests.Analyzers;

/// <summary>Looks at a check as a whole: whose it is, when it runs, whether it proves anything and cleans up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CheckAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Proofs = ["Should", "Assert", "Expect", "Eventually", "Verify", "Must", "Visit"];
    private static readonly string[] ProvingTypes = ["SmokeTests.Probe", "SmokeTests.Mailbox", "SmokeTests.Database"];
    private static readonly string[] Writes = ["Submit", "Upload"];
    private static readonly string[] WritingVerbs = ["Post", "Put", "Delete", "Patch"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Rules.NoTeam, Rules.NoSchedule, Rules.NoAssertion, Rules.AsyncVoid, Rules.WriteWithoutOwe];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Known.Of(start.Compilation) is { } known)
            {
                var owners = Owners(start.Options, start.CancellationToken);
                start.RegisterSyntaxNodeAction(node => Look(node, known, owners), SyntaxKind.MethodDeclaration);
            }
        });
    }

    private static void Look(SyntaxNodeAnalysisContext context, Known known, Func<string, bool> isOwned)
    {
        var declared = (MethodDeclarationSyntax)context.Node;
        if (context.SemanticModel.GetDeclaredSymbol(declared) is not { } method || !known.IsCheck(method))
            return;
        if (!Known.Has(method, "TeamAttribute") && !isOwned(declared.SyntaxTree.FilePath))
            Report(Rules.NoTeam);
        if (!Known.Has(method, "EveryAttribute", "CronAttribute"))
            Report(Rules.NoSchedule);
        if (method.IsAsync && method.ReturnsVoid)
            Report(Rules.AsyncVoid);
        var calls = Calls(declared, context.SemanticModel, method.ContainingType).ToArray();
        if (!calls.Any(IsProof) && !ExpectsStatus(declared) && !known.IsSkipped(method))
            Report(Rules.NoAssertion);
        if (calls.FirstOrDefault(IsWrite) is { } write && !calls.Any(c => c.Name == "Owe") && !Known.Has(method, "HarmlessAttribute"))
            Report(Rules.WriteWithoutOwe, write.Name);

        void Report(DiagnosticDescriptor rule, params object[] more) =>
            context.ReportDiagnostic(Diagnostic.Create(rule, declared.Identifier.GetLocation(), [method.Name, .. more]));
    }

    /// <summary>Whether CODEOWNERS names somebody for a source file.</summary>
    private static Func<string, bool> Owners(AnalyzerOptions options, CancellationToken cancel)
    {
        var text = options.AdditionalFiles.FirstOrDefault(f => f.Path.Replace('\\', '/').Split('/').Last() == CodeOwners.FileName)
            ?.GetText(cancel);
        if (text is null || !options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.SmokeTestsRepository",
            out var root))
            return _ => false;
        var owners = CodeOwners.Parse(text.ToString());
        return file => CodeOwners.Relative(file, root) is { } path && owners.Of(path).Count > 0;
    }

    /// <summary>What a method calls, itself and by methods of its own class; what it owes is called later, and is not among them.</summary>
    private static IEnumerable<IMethodSymbol> Calls(MethodDeclarationSyntax declared, SemanticModel model, INamedTypeSymbol type)
    {
        var (seen, waiting) = (new HashSet<ISymbol>(SymbolEqualityComparer.Default), new Queue<SyntaxNode>([declared]));
        while (waiting.Count > 0)
        {
            var body = waiting.Dequeue();
            foreach (var call in
                body.DescendantNodes(
                    node => node is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Owe" } } owing
                        || owing == body).OfType<InvocationExpressionSyntax>())
            {
                if (model.SyntaxTree != call.SyntaxTree || model.GetSymbolInfo(call).Symbol is not IMethodSymbol called)
                    continue;
                yield return called;
                if (SymbolEqualityComparer.Default.Equals(called.ContainingType, type) && seen.Add(called))
                    foreach (var reference in called.DeclaringSyntaxReferences.Where(r => r.SyntaxTree == model.SyntaxTree))
                        waiting.Enqueue(reference.GetSyntax());
            }
        }
    }

    private static bool IsProof(IMethodSymbol called) =>
        Proofs.Any(p => called.Name.StartsWith(p, StringComparison.Ordinal))
        || called.ContainingType?.Name is "Assert"
        || called.Name is "LogIn" or "LogOut"
        || ProvingTypes.Contains(called.ContainingType?.ToDisplayString());

    /// <summary><c>Open("/old", status: 410)</c> says what it expects.</summary>
    private static bool ExpectsStatus(MethodDeclarationSyntax check) =>
        check.DescendantNodes().OfType<ArgumentSyntax>().Any(a => a.NameColon?.Name.Identifier.Text == "status");

    private static bool IsWrite(IMethodSymbol called) =>
        called.ContainingType?.ToDisplayString() == "SmokeTests.Page" && Writes.Contains(called.Name)
        || called.ContainingNamespace?.ToDisplayString() == "RestSharp" && WritingVerbs.Any(verb => called.Name.Contains(verb));
}
