using Microsoft.Playwright;

namespace SmokeTests.Browsers;

/// <summary>
/// Follows what the frames of a context load. Playwright's own waiting ends with the first page that comes, or does not say which
/// of several addresses did not answer.
/// </summary>
internal sealed class Navigations
{
    private readonly Lock gate = new();
    private readonly Dictionary<IFrame, (Navigation Last, Navigation? Shown)> frames = [];
    private readonly List<IRequest> early = [];

    /// <summary>Raised when a new tab was asked for and none will come, because the answer is no page.</summary>
    public event Action? NoTab;

    /// <summary>The request of a new tab that has not come yet.</summary>
    public IRequest? Early
    {
        get
        {
            lock (gate)
                return early.LastOrDefault(r => r.Failure is null && r.ExistingResponse is null);
        }
    }

    /// <summary>How many navigations have begun.</summary>
    public int Begun { get; private set; }

    /// <summary>The frame's last navigation, whether or not it has ended; null where there was none.</summary>
    public Navigation? Last(IFrame frame)
    {
        lock (gate)
            return frames.TryGetValue(frame, out var of) ? of.Last : null;
    }

    /// <summary>The navigation whose page, or whose failure, the frame shows.</summary>
    public Navigation? Shown(IFrame frame)
    {
        lock (gate)
            return !frames.TryGetValue(frame, out var of) ? null : of.Last.Stays is null ? of.Last : of.Shown;
    }

    public void Listen(IBrowserContext context, Handlers handlers)
    {
        context.Request += (_, request) => handlers.Handle(() => Begin(request));
        context.Response += (_, response) => handlers.Handle(() => Answered(response));
        context.RequestFailed += (_, request) => handlers.Handle(() => Failed(request));
    }

    /// <summary>A tab that comes up began to load before it was there.</summary>
    public void Adopt(IPage page)
    {
        IRequest[] own;
        lock (gate)
        {
            own = [.. early.Where(r => FrameOf(r) == page.MainFrame)];
            early.RemoveAll(own.Contains);
        }
        foreach (var request in own)
        {
            Begin(request);
            if (request.ExistingResponse is { } response)
                Answered(response);
            if (request.Failure is not null)
                Failed(request);
        }
    }

    /// <summary>The main frame's page is there: not the one that it left, whose markup may end as late.</summary>
    public void Loaded(IPage page)
    {
        if (Last(page.MainFrame) is { Came: true } navigation)
            navigation.End();
    }

    /// <summary>No more will come.</summary>
    public void Gone(IPage page) => Last(page.MainFrame)?.End();

    /// <summary>A frame shows another page. Of a main frame more is waited for: all of its markup.</summary>
    public void Came(IFrame frame, bool isMain)
    {
        if (Last(frame) is not { Answer: not null } navigation)
            return;
        navigation.Came = true;
        if (!isMain)
            navigation.End();
    }

    private void Begin(IRequest request)
    {
        if (!request.IsNavigationRequest)
            return;
        lock (gate)
            if (FrameOf(request) is not { } frame)
                early.Add(request);
            else if (request.RedirectedFrom is { } from && frames.TryGetValue(frame, out var of) && of.Last.Request == from)
                of.Last.Redirect(request);
            else
            {
                var shown = Shown(frame);
                var left = Last(frame);
                frames[frame] = (new Navigation(request, ++Begun), shown);
                left?.End();
            }
    }

    private void Answered(IResponse response)
    {
        if (!response.Request.IsNavigationRequest)
            return;
        if (Of(response.Request) is { } navigation)
            navigation.Answered(response);
        else if (response.Status is 204 or 205)
            NoTab?.Invoke();
    }

    private void Failed(IRequest request)
    {
        if (request.IsNavigationRequest)
            Of(request)?.Failed(request.Failure ?? "net::ERR_FAILED");
    }

    private Navigation? Of(IRequest request)
    {
        lock (gate)
            return FrameOf(request) is { } frame && frames.TryGetValue(frame, out var of) && of.Last.Request == request ? of.Last : null;
    }

    /// <summary>Whether it is for a whole page, not for a frame in one.</summary>
    public static bool IsMain(IRequest request) => FrameOf(request) is { ParentFrame: null };

    /// <summary>A request of a tab that is not there yet has no frame.</summary>
    private static IFrame? FrameOf(IRequest request)
    {
        try
        {
            return request.Frame;
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }
}
