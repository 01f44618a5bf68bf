using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>Recognises the forms that every site has, on common markup.</summary>
internal static class CommonForms
{
    private static readonly string[] SearchNames = ["q", "s", "query", "search", "term", "keywords", "searchterm"];
    private static readonly string[] UserWords = ["user", "login", "email", "e-mail", "mail", "account", "name", "identifier"];
    private static readonly string[] CodeWords = ["otp", "totp", "one-time", "onetime", "2fa", "mfa", "twofactor", "verification code",
        "authentication code", "security code", "passcode"];
    private static readonly string[] WaysIn = ["Log in", "Login", "Sign in", "Signin", "Log on", "Continue", "Next", "Submit"];

    /// <summary>What the buttons of forms say that ask for a password to begin with, or for another one.</summary>
    private static readonly string[] OtherWays =
    [
        "Sign up", "Signup", "Register", "Registration", "Create account", "Create an account", "Create my account", "Create your account",
        "Create profile", "Join", "Get started",
        "Change password", "Change my password", "Reset password", "Reset my password", "Set password", "Set new password",
        "Update password", "Save password", "Save",
        "Registrieren", "Konto erstellen", "S'inscrire", "Créer un compte", "Registrarse", "Crear cuenta", "Registrati", "Registreren",
    ];

    private static readonly string[] WaysOn = ["Log in", "Login", "Sign in", "Signin", "Log on", "Continue", "Next"];
    private static readonly string[] WaysOut = ["Log out", "Logout", "Sign out", "Signout", "Log off", "Logoff", "Sign off"];
    private static readonly string[] Texts = ["", "text", "email", "search", "tel", "url"];

    /// <summary>What people type into: a field of type search, one in a part marked as search, one that is named as such.</summary>
    public static Part? SearchField(IReadOnlyList<Part> fields)
    {
        var open = fields.Where(f => !f.Unusable && !f.Disabled && Texts.Contains(f.Type)).ToArray();
        return open.FirstOrDefault(f => f.Type == "search")
            ?? open.FirstOrDefault(f => f.Searches)
            ?? SearchNames.SelectMany(name => open.Where(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault()
            ?? SearchNames.SelectMany(name => open.Where(f => string.Equals(f.Id, name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault()
            ?? open.FirstOrDefault(f => f.Words.Take(3).Any(n => n?.StartsWith("search", StringComparison.OrdinalIgnoreCase) == true));
    }

    /// <summary>
    /// The password field of a form to log in: alone in its form, where a form to sign up or to change a password has two, says
    /// <c>new-password</c>, or has a button that says so. Null where no such form is there.
    /// </summary>
    public static Part? PasswordField(IReadOnlyList<Part> fields, IReadOnlyList<Part> buttons) => Passwords(fields)
        .Where(p => IsToLogIn(p, fields, buttons))
        .OrderByDescending(p => p.Hints("current-password")).ThenByDescending(p => Says(p, buttons, WaysIn[..^3])).ThenByDescending(p =>
            UserField(fields, p) is not null)
        .FirstOrDefault();

    /// <summary>All fields for a password that people see.</summary>
    public static IEnumerable<Part> Passwords(IEnumerable<Part> fields) =>
        fields.Where(f => !f.Unusable && f.IsPassword && !f.Hints("one-time-code"));

    private static bool IsToLogIn(Part password, IReadOnlyList<Part> fields, IReadOnlyList<Part> buttons)
    {
        var others = Passwords(fields).Where(o => o.Form == password.Form && o != password).ToArray();
        if (password.Hints("new-password") || password.Form >= 0 && others.Any(o => o.Hints("new-password")))
            return false;
        var says = Says(password, buttons, WaysIn[..^3]);
        if (others.Length > 0 && !password.Hints("current-password"))
            return says && !Says(password, buttons, OtherWays);
        return says || !Says(password, buttons, OtherWays);
    }

    /// <summary>Whether a button that sends the field's form says one of these; without a form, any button without one.</summary>
    private static bool Says(Part field, IReadOnlyList<Part> buttons, string[] words) =>
        buttons.Any(b => !b.Unusable && b.Form == field.Form && (b.Form < 0 || b.Submits) && words.Any(word => Says(b.Called, word)));

    /// <summary>
    /// Whether there is a form to log in: one password in it, and the user beside it. One to sign up or to change a password is none.
    /// </summary>
    public static bool HasLogInForm(IReadOnlyList<Part> fields, IReadOnlyList<Part> buttons) => Passwords(fields).Any(p =>
        IsToLogIn(p, fields, buttons) && Passwords(fields).Count(o => o.Form == p.Form) == 1
        && (UserField(fields, p) is not null || fields.Any(f => f.Form == p.Form && !f.Unusable && f.ReadOnly)));

    public static Part? UserField(IReadOnlyList<Part> fields, Part? password)
    {
        var open = fields.Where(f => !f.Unusable && !f.ReadOnly && Texts.Contains(f.Type) && f.Tag == "input" && !f.Searches
            && f.Type != "search" && (password is null || f.Form == password.Form)).ToArray();
        return open.FirstOrDefault(f => f.Autocomplete is { } hint && hint.Split(' ').Any(h => h is "username" or "email"))
            ?? open.FirstOrDefault(f => f.Type == "email")
            ?? UserWords.SelectMany(
                word => open.Where(f => f.Words.Any(n => n?.Contains(word, StringComparison.OrdinalIgnoreCase) == true))).FirstOrDefault()
            ?? (password is null ? null : open.FirstOrDefault());
    }

    /// <summary>Where the code of a second factor goes.</summary>
    public static Part? CodeField(IReadOnlyList<Part> fields)
    {
        var open = fields.Where(f => !f.Unusable && f.Tag == "input" && (Texts.Contains(f.Type) || f.Type is "number"
            or "password")).ToArray();
        return open.FirstOrDefault(f => f.Hints("one-time-code"))
            ?? open.FirstOrDefault(
                f => CodeWords.Any(word => f.Words.Any(n => n?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)));
    }

    /// <summary>The button that sends a field's form; without a form, the one that says so.</summary>
    public static Part? Submitter(IReadOnlyList<Part> buttons, Part field)
    {
        var open = buttons.Where(b => !b.Unusable).ToArray();
        return field.Form >= 0
            ? open.FirstOrDefault(b => b.Form == field.Form && b.Submits)
            : WaysIn.SelectMany(way => open.Where(b => b.Form < 0 && string.Equals(b.Called, way, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault();
    }

    /// <summary>
    /// Whether a button asks for a user's name alone, as the first of two pages does: one to subscribe by e-mail does not.
    /// </summary>
    public static bool AsksForUserFirst(IReadOnlyList<Part> buttons, Part user) =>
        Submitter(buttons, user) is { } button
        && (user.Autocomplete?.Contains("username", StringComparison.Ordinal) == true
            || WaysOn.Any(way => button.Called.Trim().StartsWith(way, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The one button of a page that only asks whether one really wants to log out.</summary>
    public static Part? ConfirmsWayOut(Snapshot page, IReadOnlyList<Part> buttons, IReadOnlyList<Part> fields)
    {
        if (!WaysOut.Any(way => page.Title.Contains(way, StringComparison.OrdinalIgnoreCase)))
            return null;
        var asking = buttons.Where(b => !b.Unusable && b.Submits && b.Form >= 0 && !b.Searches && !fields.Any(f => f.Form == b.Form
            && !f.Unusable)).ToArray();
        return asking is [var only] ? only : null;
    }

    /// <summary>The link or button that logs out, of those that can be seen.</summary>
    public static Part? WayOut(IReadOnlyList<Part> parts) => WaysOutIn(parts.Where(p => !p.Unusable)).FirstOrDefault();

    /// <summary>All parts that log out: called just so before one that says more, by its name before by its address.</summary>
    public static IEnumerable<Part> WaysOutIn(IEnumerable<Part> parts) =>
        parts.Select(p => (Part: p, Rank: LeadsOut(p))).Where(p => p.Rank is not null).OrderBy(p => p.Rank).Select(p => p.Part);

    /// <summary>Ways out that a person cannot get at as the page is now: hidden ones first, since a menu may hold them.</summary>
    public static IEnumerable<Part> WaysOutOfSight(IReadOnlyList<Part> parts) =>
        WaysOutIn(parts.Where(p => p.OutOfSight)).OrderByDescending(p => p.Hidden);

    /// <summary>
    /// How well a part fits, 0 being best; null for one that does not log out. "Catalog outlet" holds "log out", and is none.
    /// </summary>
    private static int? LeadsOut(Part part)
    {
        var said = part.Words.Take(3).OfType<string>().Select(n => n.TrimEnd(':', '*', ' ')).ToArray();
        if (said.Any(n => WaysOut.Contains(n, StringComparer.OrdinalIgnoreCase)))
            return 0;
        if (said.Any(n => WaysOut.Any(way => Says(n, way))))
            return 1;
        if (Uri.TryCreate(part.Target, UriKind.Absolute, out var target) && WayOutAddresses.IsOne(target))
            return 2;
        return part.Target is null && part.Names.Skip(3).OfType<string>().Any(IsNamedWayOut) ? 3 : null;
    }

    /// <summary>By the name or id of a button, such as <c>userLogout</c>.</summary>
    private static bool IsNamedWayOut(string name) =>
        WaysOut.Any(way => name.Contains(way.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text holds words as words of their own.</summary>
    public static bool Says(string text, string words)
    {
        for (var at = Next(0); at >= 0; at = Next(at + 1))
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                && (text[(at + words.Length)..] is not [var after, ..] || !char.IsLetterOrDigit(after)))
                return true;
        return false;

        int Next(int from) => text.IndexOf(words, from, StringComparison.OrdinalIgnoreCase);
    }
}
