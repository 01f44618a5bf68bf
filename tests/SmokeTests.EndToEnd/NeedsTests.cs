using System.Runtime.Versioning;

namespace SmokeTests.EndToEnd;

/// <summary>
/// What the tests need of a machine is judged by running it: a program that is there and does not work is named, with what is
/// wrong, and installed where that is possible. The programs are scripts in a folder that is all that stands on the PATH.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class NeedsTests : IDisposable
{
    private readonly string programs = Directory.CreateTempSubdirectory("smoke-programs-").FullName;

    public NeedsTests() => Add("sudo", "shift; exec \"$@\"");

    public void Dispose() => Scratch.Remove(programs);

    public static TheoryData<string, string[], string> Broken => new()
    {
        { "PHP", [], "php is not on the PATH" },
        { "PHP", ["php: exec PHP -n \"$@\""], "php has no " },
        { "PHP", ["php: echo 'Warning: a module does not load'; echo 'missing: intl pdo_sqlite;cli'"], "has no intl, pdo_sqlite" },
        { "PHP", ["php: echo 'missing:;cgi-fcgi'"], "runs no scripts from the command line" },
        { "PHP", ["php: exit 0"], "runs no scripts from the command line" },
        { "PHP", ["php: echo 'error while loading shared libraries: libxml2.so.2' >&2; exit 127"],
            "exit code 127: error while loading shared libraries" },
        { "npm", ["npm: echo 10.0.0"], "node is not on the PATH" },
        { "npm", ["node: echo v12", "npm: echo 'npm does not support Node.js v12' >&2; exit 1"], "npm does not support Node.js v12" },
        { "Chromium", [], "none is installed" },
        { "Chromium", ["chromium-browser: echo 'requires the chromium snap to be installed' >&2; exit 1"], "requires the chromium snap" },
        { "Chromium", ["google-chrome: exit 0", "chromium: exit 1"], "google-chrome --headless" },
        { "PostgreSQL", ["psql: echo 'psql (PostgreSQL) 15'"], "initdb is not there" },
        { "PostgreSQL", ["initdb: echo 'initdb (PostgreSQL) 15'", "pg_ctl: echo 'pg_ctl (PostgreSQL) 15'"], "postgres is not there" },
        { "PostgreSQL", ["initdb: echo 'could not find libpq.so.5' >&2; exit 127", "pg_ctl: exit 0", "postgres: exit 0"],
            "could not find libpq.so.5" },
        { "MariaDB", ["mariadbd: echo mariadbd Ver 10-MariaDB"], "mariadb-admin is not on the PATH" },
        { "MariaDB", ["mariadbd: exit 0", "mariadb-admin: exit 0", "mariadb-install-db: echo Usage"], "mariadbd --version says: nothing" },
        { "MariaDB", ["mariadbd: echo MariaDB", "mariadb-admin: exit 0", "mariadb-install-db: exit 0"],
            "mariadb-install-db --help says: nothing" },
        { "ip", ["ip: echo 'Object \"netns\" is unknown' >&2; exit 255"], "Object \"netns\" is unknown" },
        { "ip", ["ip: case \"$1\" in netns) exit 0;; esac; echo 'Operation not permitted' >&2; exit 2"], "Operation not permitted" },
        { "containers", ["podman: exit 0", "runc: exit 0", "fuse-overlayfs: exit 0"], "slirp4netns is not on the PATH" },
        { "containers", ["podman: echo 'Error: overlay: operation not permitted' >&2; exit 125", "runc: exit 0", "slirp4netns: exit 0",
            "fuse-overlayfs: exit 0"], "overlay: operation not permitted" },
        { "containers", ["podman: case \"$1\" in build) echo 'no space left on device' >&2; exit 125;; esac", "runc: exit 0",
            "slirp4netns: exit 0", "fuse-overlayfs: exit 0"], "no space left on device" },
        { "ICU", ["dotnet: echo 'Couldn'\"'\"'t find a valid ICU package' >&2; exit 134"], "find a valid ICU package" },
        { "compilers", ["dotnet: case \"$1\" in --version) echo 10.0.100;; *) echo '9.0.1 [/old]'; echo '10.0.100 [/nowhere]';; esac"],
            "the SDK has no compiler of F#" },
        { "compilers", ["dotnet: case \"$1\" in --version) echo 10.0.100;; *) echo '9.0.1 [/old]';; esac"],
            "does not name version 10.0.100" },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task What_does_not_work_is_named(string need, string[] scripts, string fault)
    {
        foreach (var script in scripts)
            Add(script.Split(": ", 2)[0], script.Split(": ", 2)[1]);
        var (code, output) = await Needs(need);
        output.Should().StartWith($"fails  {need}: ").And.Contain(fault).And.NotContain("   at ");
        code.Should().Be(1);
    }

    [Fact]
    public async Task A_program_that_may_not_be_run_is_none()
    {
        await File.WriteAllTextAsync(Path.Combine(programs, "php"), "#!/bin/sh\n");
        (await Needs("PHP")).Output.Should().Contain("php is not on the PATH");
    }

    [Fact]
    public async Task The_first_browser_that_shows_a_page_is_taken()
    {
        Add("google-chrome", "exit 1");
        Add("chromium", "echo '<html><body><p>works</p>'");
        (await Needs("chromium")).Should().Be((0, "works  Chromium"));
    }

    [Fact]
    public async Task Where_podman_does_not_work_docker_does()
    {
        Add("podman", "exit 1");
        Add("docker", "exit 0");
        (await Needs("containers")).Should().Be((0, "works  containers"));
    }

    [Fact]
    public async Task A_php_without_its_modules_is_installed_anew()
    {
        var asked = Path.Combine(programs, "asked");
        Add("php", "echo 'missing: pdo_sqlite;cli'");
        Add("apt-get", $"echo \"$@\" >> {asked}; case \"$1\" in install) echo '#!/bin/sh' > {programs}/php; echo \"echo "
            + $"'missing:;cli'\" >> {programs}/php;; esac");
        var (code, output) = await Needs("PHP", "--install");
        output.Should().Contain("has no pdo_sqlite").And.EndWith("works  PHP");
        code.Should().Be(0);
        (await File.ReadAllLinesAsync(asked)).Should().Contain(line => line.StartsWith("install ") && line.Contains("php-sqlite3"));
    }

    [Fact]
    public async Task What_does_not_work_after_it_was_installed_is_told()
    {
        Add("php", "echo 'missing: pdo_sqlite;cli'");
        Add("apt-get", "exit 100");
        var (code, output) = await Needs("PHP", "--install");
        output.Should().Contain("The tests need PHP: ").And.Contain(
            "has no pdo_sqlite. Install it with its modules").And.NotContain("   at ");
        code.Should().Be(1);
    }

    [Fact]
    public async Task What_nothing_needs_is_told()
    {
        var (code, output) = await Needs("java");
        output.Should().Contain("'java' is nothing that the tests need. There are: ICU, ");
        code.Should().Be(2);
    }

    private void Add(string name, string script)
    {
        var file = Path.Combine(programs, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script.Replace("PHP", RealPhp, StringComparison.Ordinal)}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The PHP of this machine: without its settings it has none of the modules that are files of their own.</summary>
    private static string RealPhp =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "php"))
        .FirstOrDefault(File.Exists) ?? "php";

    private async Task<(int Code, string Output)> Needs(params string[] arguments)
    {
        // What is on the PATH counts: no folder where distributions keep servers, and no browser that Playwright has fetched.
        var (code, output) =
            await Product.Run([Path.Combine(Product.Root, "build", "bin", Product.Configuration, "net10.0", "Build.dll"), "needs",
                .. arguments], new Dictionary<string, string>
        {
            ["PATH"] = programs,
            ["SMOKETESTS_CHROMIUM"] = "",
            ["SMOKETESTS_POSTGRES_PROGRAMS"] = programs,
            ["SMOKETESTS_MARIADB_PROGRAMS"] = programs,
            ["PLAYWRIGHT_BROWSERS_PATH"] = programs,
        });
        return (code, output.Trim());
    }
}
