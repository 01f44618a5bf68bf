using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Testing;
using SmokeTests.Tests.Transport;

namespace SmokeTests.Tests;

/// <summary>Messages of PHP in a page of status 200, and prose that looks like them.</summary>
public class ErrorPagesTests
{
    [Theory]
    [InlineData("<br /><b>Warning</b>:  Undefined variable $x in <b>/var/www/index.php</b> on line <b>12</b><br />")]
    [InlineData("<br />\n<b>Notice</b>:  Undefined index: id in <b>/var/www/index.php</b> on line <b>12</b><br />")]
    [InlineData("<br />\n<b>Deprecated</b>:  strlen(): Passing null to parameter #1 is deprecated in <b>/srv/a b/x.inc</b> on line "
        + "<b>1</b><br />")]
    [InlineData("<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function f() in /var/www/index.php:3\nStack "
        + "trace:\n#0 {main}\n  thrown in <b>/var/www/index.php</b> on line <b>3</b><br />")]
    [InlineData("<br />\n<b>Parse error</b>:  syntax error, unexpected token \"}\" in <b>/var/www/index.php</b> on line <b>3</b><br />")]
    [InlineData("<br />\n<b>Parse error</b>:  Unclosed '{' in <b>/var/www/index.php</b> on line <b>3</b><br />")]
    [InlineData("<br />\n<b>Strict Standards</b>:  Only variables should be passed by reference in <b>C:\\xampp\\htdocs\\a.php</b> "
        + "on line <b>3</b><br />")]
    [InlineData("<p>Books<br>Warning: mysqli_connect(): (HY000/2002): Connection refused in /var/www/db.php on line 3</p>")]
    [InlineData("Warning: include(a.php): Failed to open stream: No such file or directory in /var/www/index.php on line 3")]
    [InlineData("<pre>Warning:  Undefined variable $x in /var/www/index.php on line 12</pre>")]
    [InlineData("<pre>PHP Notice:  Undefined variable $x in phar:///var/www/a.phar/x.php on line 12</pre>")]
    [InlineData("<pre>Parse error:  syntax error, unexpected end of file in /var/www/index.php(12) : eval()'d code on line 1</pre>")]
    [InlineData("<div>Deprecated: Directive 'x' is deprecated in Unknown on line 0</div>")]
    [InlineData("<table><tr><th>( ! ) Warning: Undefined variable $x in /var/www/index.php on line <i>12</i></th></tr></table>")]
    public async Task A_message_of_php_is_an_error(string html) =>
        (await Opening(html).Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
        .Contain("/ shows an error, although its status is 200");

    [Theory]
    [InlineData("<p>Warning: slippery in winter on line 3</p>")]
    [InlineData("<p>Notice: no trains in Upper Town on line 12</p>")]
    [InlineData("<p>Warning: delays in Berlin/Mitte on line 3</p>")]
    [InlineData("<p>Deprecated: use the new form in /forms instead</p>")]
    [InlineData("<p>Notice: a picture in /help/a.html shows the way</p>")]
    [InlineData("<p>Warning</p><p>: in /var/www/index.php on line 3</p>")]
    [InlineData("<p>The log said: Warning: Undefined variable $x in /var/www/index.php on line 12</p>")]
    public async Task Prose_is_none(string html) => await Opening(html).Should().NotThrowAsync();

    [Fact]
    public async Task Texts_of_the_environment_take_its_place() =>
        await Opening("<b>Warning</b>:  Undefined variable $x in <b>/var/www/index.php</b> on line <b>12</b>", "Sorry").Should()
        .NotThrowAsync();

    private static Func<Task> Opening(string html, params string[] texts) => async () =>
    {
        await using var site = await TestSite.Html(html);
        using var run = Call.On(site.Address, e => texts.Length == 0 ? e : e with { ErrorTexts = texts });
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        await new HttpPage(new HttpTab(run.Settings, visitor, run.Recorder, TimeProvider.System, () => run.Stop), run.Recorder).Open("/");
    };
}
