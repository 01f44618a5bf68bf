namespace SmokeTests;

/// <summary>xunit takes every exception with an interface of this name as a failed assertion, whoever declared it.</summary>
internal interface IAssertionException;
