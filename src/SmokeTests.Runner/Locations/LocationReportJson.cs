using System.Text.Json.Serialization;

namespace SmokeTests.Runner.Locations;

[JsonSerializable(typeof(LocationReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class LocationReportJson : JsonSerializerContext;
