namespace SmokeTests.Api;

/// <summary>How requests to the API show who they come from.</summary>
internal interface IAuthentication
{
    /// <summary>Adds what belongs to the message's origin; to another it adds nothing.</summary>
    Task Authenticate(HttpRequestMessage request, CancellationToken cancel);

    /// <summary>Whether it keeps cookies and sends them by itself.</summary>
    bool KeepsCookies { get; }

    /// <summary>Takes the cookies of an answer, where they are kept.</summary>
    void Keep(Uri address, HttpResponseMessage response);
}
