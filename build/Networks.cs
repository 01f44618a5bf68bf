namespace SmokeTests.Build;

/// <summary>Networks of the tests' own, in which locations stand: namespaces of Linux with cables between them.</summary>
internal static class Networks
{
    private const string Program = "ip";

    public static Need Need { get; } = new(Program, Fault,
        "Install iproute2, and run the tests as root or where sudo asks for no password.", "iproute2");

    private static string[] Rights => Environment.UserName == "root" ? [] : ["sudo", "--non-interactive"];

    /// <summary>A network with a cable is made and taken away again.</summary>
    private static async Task<string?> Fault()
    {
        if (!OperatingSystem.IsLinux())
            return "network namespaces are Linux's alone";
        if (Shell.Which(Program) is null)
            return $"{Program} is not on the PATH";
        var name = $"smoke-needs-{Environment.ProcessId}";
        if (await Ip("netns", "add", name) is { } fault)
            return fault;
        fault = await Ip("-n", name, "link", "add", "near", "type", "veth", "peer", "name", "far");
        return await Ip("netns", "delete", name) is { } left ? fault ?? left : fault;
    }

    private static Task<string?> Ip(params string[] arguments)
    {
        string[] command = [.. Rights, Program, .. arguments];
        return Probe.Fault(command[0], command[1..]);
    }
}
