using Microsoft.Playwright;
using SmokeTests.Fields;

namespace SmokeTests.Browsers;

/// <summary>Tells whether the browser itself kept a form back, with a message beside a field that is no part of the page.</summary>
internal static class FormValidation
{
    /// <summary>To be called on what is about to be pressed, while it is there.</summary>
    public static Task Watch(IElementHandle element) => element.EvaluateAsync(Scripts.Validation);

    /// <summary>Where the form was not sent to because the page's Content-Security-Policy forbids it; null where it does not.</summary>
    /// <param name="frame">Where the element stood.</param>
    /// <param name="policy">Whether the page came with a policy for forms; one in its markup is seen here.</param>
    public static async Task<string?> Forbidden(IFrame frame, bool policy) =>
        frame.IsDetached ? null
        : await frame.EvaluateAsync<string?>("policy => window.smokeTestsValidation?.refusal(policy) ?? null", policy);

    /// <summary>The field that was not let through, and its number among the page's; null where the form was sent.</summary>
    /// <param name="frame">Where the element stood. Another page may stand there by now.</param>
    /// <param name="selector">The fields that are counted.</param>
    public static async Task<(InvalidField Field, int Index)?> Refused(IFrame frame, string selector)
    {
        const string look = "selector => window.smokeTestsValidation?.look(selector) ?? null";
        var kept = frame.IsDetached ? null : await frame.EvaluateAsync<KeptBack?>(look, selector);
        return kept is null || !Enum.TryParse<Constraint>(kept.Broken, ignoreCase: true, out var broken)
            ? null
            : (new InvalidField(kept.Name ?? kept.Type, broken, FieldMarkup.Rules(kept), kept.Value, kept.Pattern, kept.Said), kept.Index);
    }

    private sealed class KeptBack : FieldMarkup
    {
        public int Index { get; set; }

        public string Broken { get; set; } = "";

        public string Value { get; set; } = "";

        public string? Said { get; set; }

        public string? Pattern { get; set; }

        public string? Name { get; set; }
    }
}
