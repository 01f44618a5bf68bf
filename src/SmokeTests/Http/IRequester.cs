namespace SmokeTests.Http;

/// <summary>Who sends requests: the visitor of pages, the client of an API, whoever asks for a token.</summary>
internal interface IRequester
{
    /// <summary>
    /// Adds what this one request shows of who it comes from. Called again for each redirect, since that may lead to another
    /// origin.
    /// </summary>
    Task Dress(HttpRequestMessage message, Request request, CancellationToken cancel);

    /// <summary>Takes the cookies of an answer.</summary>
    void Keep(Uri address, HttpResponseMessage response);
}
