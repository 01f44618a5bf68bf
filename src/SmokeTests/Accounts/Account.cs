namespace SmokeTests;

/// <summary>Who a journey logs in as: <c>environments.NAME.accounts</c> in <c>smoketests.json</c>.</summary>
/// <param name="User">What goes into the user, login or e-mail field.</param>
/// <param name="Password">What goes into the password field.</param>
public sealed record Account(string User, Secret Password);

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
