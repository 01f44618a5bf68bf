using PublicApiGenerator;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_face_is_small_and_known() =>
        Approved.ShouldMatch(typeof(Journey).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }),
            "public-api");
}
