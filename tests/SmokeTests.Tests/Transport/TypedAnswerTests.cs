using System.Text;
using RestSharp;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>
/// An answer that is not of the type that the check asked for is the product's fault, by each of RestSharp's typed methods.
/// </summary>
public class TypedAnswerTests
{
    private const string Page = "<!DOCTYPE html><html><body><h1>Down for maintenance</h1></body></html>";

    private static readonly IReadOnlyDictionary<string, Func<RestClient, Task>> Typed = new Dictionary<string, Func<RestClient, Task>>
    {
        ["GetAsync<T>"] = api => api.GetAsync<Book>("books/dune"),
        ["GetAsync<T> request"] = api => api.GetAsync<Book>(new RestRequest("books/dune")),
        ["GetAsync<T> parameters"] = api => api.GetAsync<Book>("books/{book}", new { book = "dune" }),
        ["PostAsync<T>"] = api => api.PostAsync<Book>(new RestRequest("books/dune").AddJsonBody(new Book("Dune", 1))),
        ["PostJsonAsync<T>"] = api => api.PostJsonAsync<Book, Book>("books/dune", new Book("Dune", 1)),
        ["PutAsync<T>"] = api => api.PutAsync<Book>(new RestRequest("books/dune")),
        ["DeleteAsync<T>"] = api => api.DeleteAsync<Book>(new RestRequest("books/dune")),
        ["Get<T>"] = api => { api.Get<Book>(new RestRequest("books/dune")); return Task.CompletedTask; },
        ["ExecuteAsync<T>"] = api => api.ExecuteAsync<Book>(new RestRequest("books/dune")),
        ["ExecuteGetAsync<T>"] = api => api.ExecuteGetAsync<Book>(new RestRequest("books/dune")),
    };

    public static TheoryData<string> Ways => [.. Typed.Keys];

    [Theory, MemberData(nameof(Ways))]
    public async Task A_page_instead_of_json_fails_the_check(string way) =>
        (await Fails(way, Page, "text/html")).Should().ContainAll("the answer is no JSON", "/books/dune (200)", "Down for maintenance");

    [Theory]
    [InlineData("<h1>Down</h1>", "text/html; charset=utf-8", "the answer is no JSON")]
    [InlineData("Down for maintenance", "text/html", "the answer is no JSON")]
    [InlineData("Down for maintenance", "text/plain", "the answer is no JSON")]
    [InlineData("Down for maintenance", "", "the answer is no JSON")]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "application/xhtml+xml", "the answer is no JSON")]
    [InlineData("<Error><Code>Down</Code></Error>", "application/xml", "the answer is no Book")]
    [InlineData("<Error><Code>Down", "text/xml", "the answer is no Book")]
    [InlineData("{ \"title\": \"Dune\", \"sto", "application/json", "the answer is no JSON")]
    [InlineData("{ \"title\": \"Dune\", \"stock\": \"many\" }", "application/json", "stock is of another type")]
    [InlineData("{ \"title\": 5, \"stock\": 5 }", "application/problem+json", "title is of another type")]
    [InlineData("[1, 2]", "application/json", "the answer is no Book")]
    [InlineData("\"Dune\"", "text/json", "the answer is no Book")]
    [InlineData("", "application/json", "the answer is empty")]
    [InlineData("  ", "application/json", "the answer is empty")]
    public async Task What_is_not_of_the_type_is_told(string body, string type, string told)
    {
        foreach (var way in (string[])["GetAsync<T>", "ExecuteAsync<T>"])
            (await Fails(way, body, type)).Should().Contain(told).And.Contain("/books/dune (200)");
    }

    [Theory]
    [InlineData("404 Not Found", "{ \"error\": \"no\" }", "application/json")]
    [InlineData("404 Not Found", Page, "text/html")]
    [InlineData("404 Not Found", "<h1>Not found</h1>", "text/html")]
    [InlineData("404 Not Found", "<Error/>", "application/xml")]
    [InlineData("404 Not Found", "", "application/json")]
    [InlineData("403 Forbidden", "{ \"error\": \"no\" }", "application/json")]
    [InlineData("400 Bad Request", "no", "text/plain")]
    public async Task An_error_fails_where_only_its_content_is_asked_for(string status, string body, string type)
    {
        foreach (var way in Typed.Keys.Where(w => !w.StartsWith("Execute", StringComparison.Ordinal)))
            (await Fails(way, body, type, status)).Should()
                .Contain($"/books/dune answered {status[..3]}").And.Contain("an answer that succeeds")
                .And.Contain(body.Length == 0 ? "Expected" : body);
    }

    [Theory]
    [InlineData("{ \"error\": \"no\" }", "application/json", "no")]
    [InlineData("{ \"error\": ", "application/json", null)]
    [InlineData(Page, "text/html", null)]
    [InlineData("<p/>", "application/xml", null)]
    [InlineData("", "", null)]
    public async Task An_error_is_handed_to_the_check_that_asks_for_the_answer(string body, string type, string? error)
    {
        await using var server = Answering(body, type, "404 Not Found");
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        var answer = await api.ExecuteAsync<Problem>(new RestRequest("books/dune"));
        answer.ShouldHaveStatus(404);
        (answer.Data?.Error).Should().Be(error);
    }

    [Fact]
    public async Task An_error_that_the_check_expects_is_read()
    {
        await using var server = Answering("{ \"error\": \"no\" }", "application/json", "404 Not Found");
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        (await api.GetAsync<Problem>(new RestRequest("books/dune").Expect(404)))!.Error.Should().Be("no");
    }

    [Theory]
    [InlineData("{ \"title\": \"Dune\", \"stock\": 3 }", "application/json")]
    [InlineData("{ \"Title\": \"Dune\", \"stock\": \"3\" }", "text/html")]
    [InlineData("\uFEFF{ \"title\": \"Dune\", \"stock\": 3 }", "application/json; charset=utf-8")]
    [InlineData("<Book><Title>Dune</Title><Stock>3</Stock></Book>", "application/xml")]
    public async Task What_is_of_the_type_is_read(string body, string type)
    {
        await using var server = Answering(body, type);
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        if (type.Contains("xml", StringComparison.Ordinal))
            (await api.GetAsync<XmlBook.Book>("books/dune"))!.Stock.Should().Be(3);
        else
            (await api.GetAsync<Book>("books/dune")).Should().Be(new Book("Dune", 3));
    }

    [Fact]
    public async Task An_answer_without_content_has_none()
    {
        await using var server = Answering("", "", "204 No Content");
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        (await api.DeleteAsync<Book>(new RestRequest("books/dune"))).Should().BeNull();
    }

    private static RawServer Answering(string body, string type, string status = "200 OK") =>
        RawServer.Answering(_ => RawServer.Answer(Encoding.UTF8.GetBytes(body),
            type.Length == 0 ? "" : $"Content-Type: {type}\r\n", status));

    /// <summary>What a run says of what was thrown, as its verdict finds it.</summary>
    private static async Task<string> Fails(string way, string body, string type, string status = "200 OK")
    {
        await using var server = Answering(body, type, status);
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        var thrown = (await new Func<Task>(() => Typed[way](api)).Should().ThrowAsync<Exception>()).Which;
        for (; thrown is not JourneyFailedException && thrown.InnerException is { } inner; thrown = inner)
            continue;
        thrown.Should().BeOfType<JourneyFailedException>();
        run.Recorder.FailureOf(thrown.Message).Should().NotBeNull();
        return thrown.Message;
    }

    internal sealed record Book(string Title, int Stock);

    internal sealed record Problem(string? Error);

    public static class XmlBook
    {
        public sealed class Book
        {
            public string Title { get; set; } = "";
            public int Stock { get; set; }
        }
    }
}
