using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// The command that starts a worker, and its environment: what any program needs, what the settings name for environments
/// and browser, what <c>workers.pass</c> names. The runner's own secrets, such as the teams' webhooks, stay with the runner.
/// </summary>
internal static class WorkerStartInfo
{
    /// <summary>The sections of the settings that a worker reads.</summary>
    private static readonly string[] Read = ["environment", "environments", "browser"];

    private static readonly string[] Usual =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_*", "TZ", "TZDIR", "TMPDIR", "TEMP", "TMP", "XDG_*",
        "DOTNET_*", "COMPlus_*", "PLAYWRIGHT_*", "SMOKETESTS_*", "SSL_CERT_*", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
        "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "OS", "USERPROFILE", "USERNAME", "APPDATA", "LOCALAPPDATA",
        "ProgramData", "ProgramFiles*", "CommonProgramFiles*", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
        "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "container",
        "KUBERNETES_SERVICE_HOST",
    ];

    public static ProcessStartInfo Command(Suite suite, string socket, WorkerOptions post, ProcessGroup processGroup)
    {
        var start = new ProcessStartInfo(Dotnet())
        {
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = suite.Folder, UseShellExecute = false,
        };
        string[] arguments =
        [
            "exec", suite.Path, "--worker", socket,
            .. Option("--environment", post.Environment), .. Option("--settings", post.Settings), .. Option("--debts", post.Debts),
            Protocol.TellsSecrets, .. post.LogIns is null ? Array.Empty<string>() : [Protocol.Lends],
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        Trim(start.Environment,
            [.. Usual, .. post.WorkerLimits.Pass, .. Named(post.Settings ?? Path.Combine(suite.Folder, SettingsFile.Name))]);
        processGroup.Mark(start.Environment, post.Owner);
        if (suite.Copy is { } copy && post.Settings is null)
            start.Environment[SettingsFile.FolderVariable] = copy.Source;
        Tune(start.Environment, post.WorkerLimits);
        return start;

        static string[] Option(string name, string? value) => value is null ? [] : [name, value];
    }

    /// <summary>The secrets of the settings that a worker of the suite reads.</summary>
    public static IEnumerable<string> Secrets(Suite suite, WorkerOptions post)
    {
        var variables = SettingsFile.Variables();
        if (suite.Copy is { } copy && post.Settings is null)
            variables[SettingsFile.FolderVariable] = copy.Source;
        return SettingSecrets.In(SettingsFile.Load(post.Settings ?? Path.Combine(suite.Folder, SettingsFile.Name), variables))
            .Select(s => s.Value);
    }

    /// <summary>A worker is one of many guests of a machine: a small heap, no thread that spins while it waits.</summary>
    private static void Tune(IDictionary<string, string?> environment, WorkerLimits allowance)
    {
        Set("DOTNET_gcServer", "0");
        Set("DOTNET_gcConcurrent", "0");
        Set("DOTNET_GCgen0size", "0x800000");
        Set("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");
        // The heap is most of a worker; what is over it ends the worker before the machine's own limit does.
        Set("DOTNET_GCHeapHardLimit", "0x" + (allowance.Megabytes * 1024L * 1024 * 3 / 4).ToString("x", CultureInfo.InvariantCulture));

        void Set(string name, string value) => environment.TryAdd(name, value);
    }

    private static void Trim(IDictionary<string, string?> environment, IReadOnlyCollection<string> allowed)
    {
        var exact = allowed.Where(a => !a.EndsWith('*')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var prefixes = allowed.Where(a => a.EndsWith('*')).Select(a => a[..^1]).ToArray();
        foreach (var name in environment.Keys.Where(n => !exact.Contains(n)
            && !prefixes.Any(p => n.StartsWith(p, StringComparison.OrdinalIgnoreCase)) || IsTheRunners(n)).ToArray())
            environment.Remove(name);
    }

    /// <summary>Overrides of what only the runner reads hold its secrets.</summary>
    private static bool IsTheRunners(string name) =>
        name.StartsWith(SettingsFile.Prefix, StringComparison.OrdinalIgnoreCase)
            && !Read.Contains(name[SettingsFile.Prefix.Length..].Split("__")[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>The variables that a worker's sections of a settings file name.</summary>
    private static IEnumerable<string> Named(string settings)
    {
        var root = SettingsFile.Load(settings, SettingsFile.Variables()).Root;
        return Read.Select(section => root[section]).OfType<JsonNode>().SelectMany(SettingsFile.Named)
            .SelectMany(v => new[] { v.Name, v.Name + SettingsFile.FileSuffix });
    }

    /// <summary>The muxer of the runtime that runs us: the same on every platform, whether or not it is on the path.</summary>
    private static string Dotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var ours = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(ours) ? ours : name;
    }
}
