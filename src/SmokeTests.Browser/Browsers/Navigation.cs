using Microsoft.Playwright;

namespace SmokeTests.Browsers;

/// <summary>One navigation of a frame: what was asked for, over redirects, and what became of it.</summary>
internal sealed class Navigation(IRequest first, int number)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last request of it: the first one, or where a redirect led.</summary>
    public IRequest Request { get; private set; } = first;

    /// <summary>Counts the navigations of a run.</summary>
    public int Number => number;

    public Uri Began { get; } = new(first.Url);

    /// <summary>Where it was led last: a redirect may name what is no address.</summary>
    public Uri Address
    {
        get
        {
            for (var request = Request; request is not null; request = request.RedirectedFrom)
                if (Uri.TryCreate(request.Url, UriKind.Absolute, out var address))
                    return address;
            return Began;
        }
    }

    /// <summary>What the last request was answered; null while it was not, and where it never will be.</summary>
    public IResponse? Answer { get; private set; }

    /// <summary>Chromium's name for what went wrong, such as <c>net::ERR_CONNECTION_REFUSED</c>.</summary>
    public string? Failure { get; private set; }

    /// <summary>
    /// Why the frame goes on showing what it showed: an answer without a page, a download. Null where a page came, or none could.
    /// </summary>
    public string? Stays { get; private set; }

    /// <summary>Whether an error came without a page of its own: Chromium shows one in its place, which no server sent.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>Whether the frame shows its page, as far as it has been sent.</summary>
    public bool Came { get; set; }

    /// <summary>Whether all of the page has come, or is known not to come, or has been left.</summary>
    public Task Ended => ended.Task;

    public void Redirect(IRequest to) => (Request, Answer) = (to, null);

    public void Answered(IResponse response)
    {
        Answer = response;
        if (response.Status is not (204 or 205))
            return;
        Stays = $"{Address.AbsolutePath} answered {response.Status} {(System.Net.HttpStatusCode)response.Status}, which is no page";
        End();
    }

    public void Failed(string why)
    {
        if (ended.Task.IsCompleted)
            return;
        if (why == "net::ERR_HTTP_RESPONSE_CODE_FAILURE" && Answer is not null)
            IsEmpty = true;
        else if (why != "net::ERR_ABORTED")
            Failure = why;
        else if (!Came)
            Stays = Answer switch
            {
                null when Address.Scheme is not ("http" or "https") =>
                    $"{Began.AbsolutePath} redirects to {Address}, which is no web address",
                null => $"{Address.AbsolutePath} was not loaded to its end",
                { Status: >= 300 and < 400 } away =>
                    $"{Began.AbsolutePath} redirects to {away.Headers.GetValueOrDefault("location")}, which is no web address",
                _ => $"{Address.AbsolutePath} is a download, not a page",
            };
        End();
    }

    /// <summary>The head of an answer came without its end, which Chromium takes for the whole.</summary>
    public void Break() => Failure = "net::ERR_" + NetErrors.Truncated;

    /// <summary>Whether its answers were looked at already.</summary>
    public bool IsMeasured { get; set; }

    /// <summary>What was sent as the page, where that was asked for.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Whether it was asked for once more, to learn why there is no page.</summary>
    public bool IsDiagnosed { get; set; }

    public void End() => ended.TrySetResult();
}
