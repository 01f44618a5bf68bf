namespace SmokeTests.Monitoring.Checks;

/// <summary>Due times at which a check did not run.</summary>
/// <param name="Since">Its last run before them.</param>
/// <param name="Times">How many due times there were until <paramref name="Until"/>: no more than a thousand are counted.</param>
internal sealed record Gap(string Check, DateTimeOffset Since, DateTimeOffset Until, int Times, string Why);
