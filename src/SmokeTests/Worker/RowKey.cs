using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xunit.Sdk;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>
/// What tells a theory's row from the others of its method: its arguments with their types, whatever its display name shows of
/// them. It depends on the row alone, so it survives other rows, their order, other cultures, builds and folders.
/// </summary>
internal static class RowKey
{
    /// <summary>A short hash; empty for a test that is no row.</summary>
    public static string Of(IXunitTestCase test)
    {
        var culture = CultureOf(test);
        var arguments = (test as XunitTestCase)?.TestMethodArguments ?? [];
        var parameters = test.TestMethod.Method.GetParameters();
        if (arguments.Length == 0 && culture is null)
            // A theory that is not enumerated before it runs is one check, whatever its rows are.
            return parameters.Length == 0 ? "" : Short(test.TestCaseDisplayName);
        if (culture is null && !test.TestMethod.Method.IsGenericMethod && Plain(parameters, arguments) is { } plain)
            return Short(plain);
        var text = new StringBuilder(culture).Append('\n');
        foreach (var type in test.TestMethod.Method.IsGenericMethod ? test.TestMethod.Method.GetGenericArguments() : [])
            text.Append(SerializationHelper.TypeToSerializedTypeName(type)).Append('\n');
        foreach (var argument in arguments)
            text.Append(Serialized(argument)).Append('\n');
        return Long(text.ToString());
    }

    private static string? CultureOf(IXunitTestCase test) => test switch
    {
        CulturedXunitTestCase cultured => cultured.Culture,
        CulturedXunitDelayEnumeratedTheoryTestCase cultured => cultured.Culture,
        _ => null,
    };

    /// <summary>
    /// <c>(row: 5, name: "dune")</c>, where such a text says all of the arguments: then it is hashed as earlier versions hashed
    /// it, so that the row keeps its history.
    /// </summary>
    private static string? Plain(System.Reflection.ParameterInfo[] parameters, object?[] arguments)
    {
        if (parameters.Length != arguments.Length)
            return null;
        var parts = parameters.Zip(arguments, (parameter, argument) => (parameter.Name, Value: Plain(parameter.ParameterType, argument)))
            .ToArray();
        return Array.Exists(parts, p => p.Value is null) ? null : $"({string.Join(", ", parts.Select(p => $"{p.Name}: {p.Value}"))})";
    }

    private static string? Plain(Type declared, object? argument)
    {
        const int longest = 50;
        return (Nullable.GetUnderlyingType(declared) ?? declared, argument) switch
        {
            (_, null) when declared != typeof(object) => "null",
            (var type, int number and >= 0) when type == typeof(int) => number.ToString(CultureInfo.InvariantCulture),
            (var type, bool truth) when type == typeof(bool) => truth ? "True" : "False",
            (var type, string { Length: <= longest } text) when type == typeof(string) && text.All(IsPlain) => $"\"{text}\"",
            _ => null,
        };
    }

    private static bool IsPlain(char letter) =>
        letter is not ('"' or '\\' or '\uFFFD') && !char.IsControl(letter) && !char.IsSurrogate(letter)
        && char.GetUnicodeCategory(letter) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);

    private static string Serialized(object? argument) => argument is null ? "null"
        : $"{SerializationHelper.TypeToSerializedTypeName(argument.GetType())}={SerializationHelper.Instance.Serialize(argument)}";

    /// <summary>FNV-1a, as ever: small, stable, and no secret depends on it.</summary>
    private static string Short(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
            hash = (hash ^ letter) * 16777619u;
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static string Long(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
