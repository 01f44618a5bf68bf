namespace SmokeTests;

/// <summary>A text that is never written: not by <see cref="ToString"/>, and blotted out of steps, messages and output.</summary>
public sealed class Secret
{
    private readonly string value;

    internal Secret(string value) => this.value = value;

    /// <summary>The text itself, for the one place that needs it.</summary>
    public string Reveal() => value;

    /// <summary>Dots, whatever the text is.</summary>
    public override string ToString() => "•••";
}
