using SmokeTests.Http;

namespace SmokeTests.Documents;

/// <summary>The request that a form makes, or why it makes none.</summary>
internal sealed record FormRequest(Request? Request, string? WhyNot)
{
    public static FormRequest None(string why) => new(null, why);
}
