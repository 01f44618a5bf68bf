using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace SmokeTests.Analyzers;

/// <summary>The types that the rules are about; a project without them is left alone.</summary>
internal sealed class Known
{
    private Known(INamedTypeSymbol journey, INamedTypeSymbol fact) => (Journey, Fact) = (journey, fact);

    public INamedTypeSymbol Journey { get; }

    public INamedTypeSymbol Fact { get; }

    public static Known? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("SmokeTests.Journey") is { } journey
        && compilation.GetTypeByMetadataName("Xunit.FactAttribute") is { } fact
            ? new Known(journey, fact) : null;

    public bool IsJourney(INamedTypeSymbol? type) => Line(type).Any(t => SymbolEqualityComparer.Default.Equals(t, Journey));

    /// <summary>A test of a journey: its attribute is [Fact], or derives from it as [Theory] does.</summary>
    public bool IsCheck(IMethodSymbol method) => IsJourney(method.ContainingType)
        && method.GetAttributes().Any(a => Line(a.AttributeClass).Any(t => SymbolEqualityComparer.Default.Equals(t, Fact)));

    /// <summary>It does not run, so it need not prove anything.</summary>
    public bool IsSkipped(IMethodSymbol method) => method.GetAttributes()
        .Any(a => Line(a.AttributeClass).Any(t => SymbolEqualityComparer.Default.Equals(t, Fact))
            && a.NamedArguments.Any(n => n.Key == "Skip" && !n.Value.IsNull));

    /// <summary>Whether an attribute of SmokeTests stands on the method, its class or a base of it, or the assembly.</summary>
    public static bool Has(IMethodSymbol method, params string[] attributes) =>
        new ISymbol[] { method }.Concat(Line(method.ContainingType)).Concat([method.ContainingAssembly])
            .SelectMany(place => place.GetAttributes())
            .Any(a => a.AttributeClass is { } type && type.ContainingNamespace?.ToDisplayString() == "SmokeTests"
                && attributes.Contains(type.Name));

    private static IEnumerable<INamedTypeSymbol> Line(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }
}
