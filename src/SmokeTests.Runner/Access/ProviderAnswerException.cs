namespace SmokeTests.Runner.Access;

/// <summary>What answered was not the OpenID provider.</summary>
internal sealed class ProviderAnswerException(string message) : HttpRequestException(message);
