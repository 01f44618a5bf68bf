using SmokeTests.Recording;

namespace SmokeTests.Pages;

/// <summary>Logs in as people do: finds the form, fills it, sends it, answers the second factor, and sees whether it was let in.</summary>
internal sealed class LoggingIn(Tab tab, Recorder recorder, Account account)
{
    private bool codeGiven;

    public async Task Go()
    {
        var (user, password) = await tab.Until(Find);
        if (password is null)
        {
            await Set(user!, account.User);
            await Submit(user!);
            recorder.Note("the password is asked for on a page of its own");
            password = await tab.Until(FindPassword);
        }
        else if (user is not null)
            await Set(user, account.User);
        else
            recorder.Note("the user is filled in already");
        recorder.Note($"in \"{user?.Called ?? "-"}\" and \"{password.Called}\"");
        await Set(password, account.Password.Reveal());
        await Submit(password);
        await tab.Until(() => Answered(password));
    }

    /// <summary>A password field with the user beside it; or, on sites that ask on two pages, the user alone.</summary>
    private async Task<((Part? User, Part? Password), Complaint?)> Find()
    {
        var fields = await tab.Parts(Kind.Fields);
        if (CommonForms.PasswordField(fields) is { } password)
            return CommonForms.UserField(fields, password) is { } user ? ((user, password), null)
                : fields.Any(f => f.Form == password.Form && !f.Hidden && f.ReadOnly) ? ((null, password), null)
                : ((null, null), Finding.Missing("no field for the user beside the password", "a field for a user name or e-mail", fields));
        return CommonForms.UserField(fields, null) is { } alone && CommonForms.AsksForUserFirst(await tab.Parts(Kind.Buttons), alone)
            ? ((alone, null), null)
            : ((null, null), Finding.Missing("no log-in form", "a form with a password field", fields));
    }

    private async Task<(Part, Complaint?)> FindPassword()
    {
        var fields = await tab.Parts(Kind.Fields);
        var password = CommonForms.PasswordField(fields);
        return (password!, password is null ? Finding.Missing("no password field after the user was given", "a password field", fields) : null);
    }

    /// <summary>In, where the form is gone; a code that is asked for is given once.</summary>
    private async Task<(bool, Complaint?)> Answered(Part password)
    {
        var fields = await tab.Parts(Kind.Fields);
        if (!codeGiven && CommonForms.CodeField(fields) is { } code)
        {
            if (account.Code is not { } current)
                throw await tab.Fail(new Complaint("the site asks for a one-time code", $"to be logged in as {account.User}", $"the field \"{code.Called}\"; the account has no \"totp\" in the settings"));
            codeGiven = true;
            recorder.Learn(current);
            await Set(code, current);
            await Submit(code);
            recorder.Note("with a one-time code");
            fields = await tab.Parts(Kind.Fields);
        }
        var still = fields.Any(f => !f.Hidden && f.IsPassword && f.Name == password.Name && f.Id == password.Id && CommonForms.UserField(fields, f) is not null)
            || codeGiven && CommonForms.CodeField(fields) is not null;
        return (true, still ? new Complaint("the site still asks to log in", $"to be logged in as {account.User}", Complaint.Excerpt) : null);
    }

    private async Task Set(Part field, string value)
    {
        if (await tab.Set(field, value) is { } refused)
            throw await tab.Fail(new Complaint($"the field \"{field.Called}\" did not take its value", refused.Expected));
    }

    private async Task Submit(Part field)
    {
        if (CommonForms.Submitter(await tab.Parts(Kind.Buttons), field) is { } button)
            await tab.Press(button);
        else
            await tab.Send(field);
    }
}
