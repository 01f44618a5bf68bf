namespace SmokeTests.Cleanup;

/// <summary>Tells a file that another process has locked from one that cannot be had at all.</summary>
internal static class FileLocks
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    /// <summary>EWOULDBLOCK, as .NET hands it on: Linux's, and that of macOS and the BSDs.</summary>
    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    /// <param name="thrown">By opening it with <see cref="FileShare.None"/>.</param>
    public static bool IsTaken(IOException thrown) => OperatingSystem.IsWindows()
        ? thrown.HResult is SharingViolation or LockViolation
        : thrown.HResult == WouldBlock;
}
