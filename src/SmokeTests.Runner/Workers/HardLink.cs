using System.Runtime.InteropServices;

namespace SmokeTests.Runner.Workers;

/// <summary>A second name for a file.</summary>
internal static class HardLink
{
    /// <summary>False where the file system has none, or the file is on another.</summary>
    public static bool TryCreate(string existing, string name) =>
        OperatingSystem.IsWindows() ? CreateHardLinkW(name, existing, 0) : Link(existing, name) == 0;

    [DllImport("libc", EntryPoint = "link", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("kernel32", SetLastError = true, CharSet = CharSet.Unicode), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool CreateHardLinkW(string name, string existing, nint security);
}
