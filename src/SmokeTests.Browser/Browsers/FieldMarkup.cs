using SmokeTests.Fields;

namespace SmokeTests.Browsers;

/// <summary>What a field's markup says of its value, as a script reads it.</summary>
internal class FieldMarkup
{
    public const string Script = """
        field => ({ type: field.localName === 'input' ? field.type : field.localName,
          min: field.getAttribute('min'), max: field.getAttribute('max'),
          step: field.getAttribute('step'), default: field.getAttribute('value'), multiple: field.hasAttribute('multiple'),
          maxLength: field.getAttribute('maxlength'), minLength: field.getAttribute('minlength') })
        """;

    public string Type { get; set; } = "";

    public string? Min { get; set; }

    public string? Max { get; set; }

    public string? Step { get; set; }

    public string? Default { get; set; }

    public bool Multiple { get; set; }

    public string? MaxLength { get; set; }

    public string? MinLength { get; set; }

    public static FieldRules Rules(FieldMarkup markup) => new(markup.Type)
    {
        Min = markup.Min,
        Max = markup.Max,
        Step = markup.Step,
        Default = markup.Default,
        Multiple = markup.Multiple,
        MaxLength = FieldRules.Length(markup.MaxLength),
        MinLength = FieldRules.Length(markup.MinLength),
    };
}
