using SmokeTests.Content;
using SmokeTests.PageModel;
using SmokeTests.Recording;

namespace SmokeTests.Pages;

/// <summary>Logs in as people do: finds the form, fills it, sends it, answers the second factor, and sees whether it was let in.</summary>
internal sealed class LoggingIn(Tab tab, Recorder recorder, Account account)
{
    private bool codeGiven;
    private bool couldLogOut;

    public async Task Go()
    {
        var (user, password) = await tab.Until(Find);
        if (user is null && password is null)
            return;
        couldLogOut = await WayOut() is not null;
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

    /// <summary>
    /// A password field with the user beside it; or, on sites that ask on two pages, the user alone; neither where she is in already.
    /// </summary>
    private async Task<((Part? User, Part? Password), Complaint?)> Find()
    {
        var (found, wrong) = await FindForm();
        return (found, wrong is null ? null : await IsIn(wrong));
    }

    /// <summary>Where no form is there: null if the user is logged in already, else what is wrong.</summary>
    private async Task<Complaint?> IsIn(Complaint noForm)
    {
        var page = await tab.Look();
        var known = tab.Users.At(page.Address);
        var wayOut = await WayOut() ?? (known is null ? null : await WayOut(hidden: true));
        if (wayOut is null)
            return known is null ? noForm : noForm with
            {
                Actual = $"{noForm.Actual}\n(this journey had logged in as {known}, and nothing on the page says that this still holds)",
            };
        if (known == account.User || known is null && CommonForms.Says(page.Text, Composition.Of(account.User)))
        {
            recorder.Note($"logged in already as {account.User}: the page "
                + $"shows {(known is null ? "the name and " : "")}\"{wayOut.Called}\"");
            return null;
        }
        return new Complaint(
            known is null ? $"{Complaint.ThePage} has no log-in form: somebody is logged in already"
                : $"the visitor is logged in already, as {known}",
            $"to be logged in as {account.User}", $"\"{wayOut.Called}\" and no log-in form; LogOut comes first\n{Complaint.Excerpt}");
    }

    private async Task<Part?> WayOut(bool hidden = false)
    {
        Part[] ways = [.. await tab.Parts(Kind.Links), .. await tab.Parts(Kind.Buttons)];
        return CommonForms.WayOut(hidden ? [.. ways.Select(w => w with { Hidden = false })] : ways);
    }

    private async Task<((Part? User, Part? Password), Complaint?)> FindForm()
    {
        var fields = await tab.Parts(Kind.Fields);
        // Who is in meets other forms with a password: to change it, say.
        var buttons = await tab.Parts(Kind.Buttons);
        var strangers = CommonForms.HasLogInForm(fields, buttons) || await WayOut() is null;
        if (strangers && CommonForms.PasswordField(fields, buttons) is { } password)
            return CommonForms.UserField(fields, password) is { } user ? ((user, password), null)
                : fields.Any(f => f.Form == password.Form && !f.Unusable && f.ReadOnly) ? ((null, password), null)
                : ((null, null), Finding.Missing("no field for the user beside the password", "a field for a user name or e-mail", fields));
        // What stands beside a password to begin with is no first half of a log-in.
        var others = CommonForms.Passwords(fields).Where(p => p.Form >= 0).Select(p => p.Form).ToHashSet();
        if (CommonForms.UserField([.. fields.Where(f => !others.Contains(f.Form))], null) is { } alone
            && CommonForms.AsksForUserFirst(buttons, alone))
            return ((alone, null), null);
        var lacks = CommonForms.Passwords(fields).Any() ? "no log-in form, only one to sign up or to change a password" : "no log-in form";
        return ((null, null), Finding.Missing(lacks, "a form with a password field", fields));
    }

    private async Task<(Part, Complaint?)> FindPassword()
    {
        var fields = await tab.Parts(Kind.Fields);
        var password = CommonForms.PasswordField(fields, await tab.Parts(Kind.Buttons)) ?? CommonForms.Passwords(fields).FirstOrDefault();
        return (password!, password is null
            ? Finding.Missing("no password field after the user was given", "a password field", fields) : null);
    }

    /// <summary>In, where the form is gone; a code that is asked for is given once.</summary>
    private async Task<(bool, Complaint?)> Answered(Part password)
    {
        var fields = await tab.Parts(Kind.Fields);
        if (!codeGiven && CommonForms.CodeField(fields) is { } code)
        {
            if (account.Code is not { } current)
                throw await tab.Fail(new Complaint("the site asks for a one-time code", $"to be logged in as {account.User}",
                    $"the field \"{code.Called}\"; the account has no \"totp\" in the settings"));
            codeGiven = true;
            recorder.Learn(current);
            await Set(code, current);
            await Submit(code);
            recorder.Note("with a one-time code");
            fields = await tab.Parts(Kind.Fields);
        }
        var still = fields.Any(f => !f.Hidden && f.IsPassword && f.Name == password.Name && f.Id == password.Id
            && CommonForms.UserField(fields, f) is not null)
            || codeGiven && CommonForms.CodeField(fields) is not null;
        // A site may show its form to those who are in as well: then a way out that was not there before says so.
        if (still && !codeGiven && (!couldLogOut || tab.Users.At(tab.Address) == account.User) && await WayOut() is { } way)
        {
            recorder.Note($"the form is still there, and \"{way.Called}\" as well");
            return (true, null);
        }
        if (still)
            return (true, new Complaint("the site still asks to log in", $"to be logged in as {account.User}", Complaint.Excerpt));
        // Scripts may write the page that she comes to: without them nobody knows.
        return (true, await tab.Look() is { AwaitsScripts: false } page
            ? Proofs.Something(page, $"to be logged in as {account.User}") : null);
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
