using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>Lends log-ins that only one run at a time may use, on whichever runner it is.</summary>
internal interface IAccountLocks
{
    /// <param name="logIn">A number of it that is the same on all nodes.</param>
    /// <param name="loan">What it is given back by.</param>
    /// <param name="most">It is back by then.</param>
    Task<AccountLease> Lease(string logIn, string loan, TimeSpan most);

    Task Return(string loan);
}
