namespace SmokeTests.Runner.Infrastructure;

/// <summary>Whether metrics and traces go out by OTLP, as OpenTelemetry's documentation says.</summary>
internal static class OtlpExport
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static bool IsOn { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint));
}
