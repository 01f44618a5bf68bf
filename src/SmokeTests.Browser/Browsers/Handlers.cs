using Microsoft.Playwright;

namespace SmokeTests.Browsers;

/// <summary>
/// Runs what handles Playwright's events. What such a handler throws would end the process, or Playwright's connection for
/// all runs: here it is written to the run's console instead.
/// </summary>
internal sealed class Handlers(Action<string> say)
{
    public void Handle(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e)
        {
            Tell(e);
        }
    }

    public async void Handle(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e)
        {
            Tell(e);
        }
    }

    private void Tell(Exception e)
    {
        // A page that goes away takes with it what was being done to it.
        if (e is not (PlaywrightException or OperationCanceledException))
            say($"monitor: an event of the browser could not be handled: {e}");
    }
}
