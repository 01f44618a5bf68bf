using System.Diagnostics;
using System.Globalization;
using System.Text;
using SmokeTests.Testing;

namespace Benchmarks;

/// <summary>
/// What others spend on the same check of the same site, in the same run as ours: Prometheus with its blackbox exporter, and
/// Nagios with check_http, 1,000 checks every 10 s; curl by itself. They are Debian's packages, which the build program has
/// unpacked; without them there is no yardstick.
/// </summary>
internal static class Yardsticks
{
    private const int Checks = 1_000;
    private const int Curls = 300;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(40);

    public static async Task<Figure[]> Measure(string root, Site site, double ours)
    {
        var packages = Path.Combine(root, "artifacts", "yardsticks");
        var figures = new List<Figure> { new("curl-cpu-ms", Math.Round(await Curl(site), 2), "ms", "lower") };
        if (Directory.Exists(packages))
        {
            var (blackbox, nagios) = (await Blackbox(packages, site), await Nagios(packages, site));
            figures.Add(new("blackbox-check-cpu-ms", Math.Round(blackbox, 3), "ms", "lower"));
            figures.Add(new("nagios-check-cpu-ms", Math.Round(nagios, 3), "ms", "lower"));
            figures.Add(new("blackbox-over-ours-cpu", Math.Round(blackbox / ours, 2), "times", "higher"));
            figures.Add(new("nagios-over-ours-cpu", Math.Round(nagios / ours, 2), "times", "higher"));
        }
        return [.. figures];
    }

    /// <summary>CPU of a shell that starts curl again and again, each looked through by grep.</summary>
    private static async Task<double> Curl(Site site)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh",
                ["-c", $"for i in $(seq {Curls}); do curl -s {site.Address}/page/$i | grep -q 'works' || exit 1; done; read end"]) {
                RedirectStandardInput = true })!;
        var family = new Family(shell);
        site.Take();
        for (var seen = 0; seen < Curls; seen += site.Take().Count)
            await Task.Delay(50);
        await Task.Delay(200);
        var spent = family.CpuMs() / Curls;
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        return spent;
    }

    private static async Task<double> Blackbox(string packages, Site site)
    {
        var folder = Directory.CreateTempSubdirectory("bench-blackbox-").FullName;
        var (prober, server) = (Ports.Free(), Ports.Free());
        var module = Path.Combine(folder, "blackbox.yml");
        await File.WriteAllTextAsync(module, """
            modules:
              works:
                prober: http
                http: { fail_if_body_not_matches_regexp: ["Page [0-9]+ works"], preferred_ip_protocol: ip4 }
            """);
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $$"""
            global: { scrape_interval: 10s, evaluation_interval: 10s }
            rule_files: [rules.yml]
            scrape_configs:
              - job_name: works
                metrics_path: /probe
                params: { module: [works] }
                static_configs:
                  - targets: [{{string.Join(", ", Enumerable.Range(0, Checks).Select(n => $"'{site.Address}/page/{n}'"))}}]
                relabel_configs:
                  - { source_labels: [__address__], target_label: __param_target }
                  - { source_labels: [__param_target], target_label: instance }
                  - { target_label: __address__, replacement: 127.0.0.1:{{prober}} }
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), """
            groups:
              - name: works
                rules: [{ alert: Broken, expr: probe_success == 0, for: 10s }]
            """);
        using var exporter = Start(Path.Combine(packages, "usr/bin/prometheus-blackbox-exporter"), $"--config.file={module}",
            $"--web.listen-address=127.0.0.1:{prober}", "--log.level=error");
        using var prometheus = Start(Path.Combine(packages, "usr/bin/prometheus"), $"--config.file={config}",
            $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{server}", "--log.level=error");
        return await Spent(site, folder, exporter, prometheus);
    }

    private static async Task<double> Nagios(string packages, Site site)
    {
        var folder = Directory.CreateTempSubdirectory("bench-nagios-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "checkresults"));
        var objects = new StringBuilder($$"""
            define timeperiod {
              timeperiod_name always
              alias always
              monday 00:00-24:00
              tuesday 00:00-24:00
              wednesday 00:00-24:00
              thursday 00:00-24:00
              friday 00:00-24:00
              saturday 00:00-24:00
              sunday 00:00-24:00
              }
            define contact {
              contact_name nobody
              host_notifications_enabled 0
              service_notifications_enabled 0
              host_notification_commands page
              service_notification_commands page
              host_notification_period always
              service_notification_period always
              }
            define command {
              command_name page
              command_line {{packages}}/usr/lib/nagios/plugins/check_http -I 127.0.0.1 -p {{new Uri(site.Address).Port}}
            """ + $$"""
             -u /page/$ARG1$ -s works
              }
            define host {
              host_name site
              address 127.0.0.1
              max_check_attempts 2
              active_checks_enabled 0
              contacts nobody
              }

            """);
        for (var n = 0; n < Checks; n++)
            objects.Append(CultureInfo.InvariantCulture,
                $"define service {{\n host_name site\n service_description page{n}\n check_command page!{n}\n")
                .Append(" check_interval 10\n retry_interval 10\n max_check_attempts 2\n check_period always\n contacts nobody\n }\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "objects.cfg"), objects.ToString());
        var config = Path.Combine(folder, "nagios.cfg");
        await File.WriteAllTextAsync(config, $"""
            log_file={folder}/nagios.log
            cfg_file={folder}/objects.cfg
            object_cache_file={folder}/objects.cache
            status_file={folder}/status.dat
            temp_file={folder}/nagios.tmp
            temp_path={folder}
            check_result_path={folder}/checkresults
            command_file={folder}/nagios.cmd
            query_socket={folder}/nagios.qh
            lock_file={folder}/nagios.lock
            state_retention_file={folder}/retention.dat
            nagios_user={Environment.UserName}
            nagios_group={Environment.UserName}
            interval_length=1
            service_inter_check_delay_method=s
            max_service_check_spread=1
            execute_host_checks=0
            check_for_updates=0
            """);
        using var nagios = Start(Path.Combine(packages, "usr/sbin/nagios4"), config);
        return await Spent(site, folder, nagios);
    }

    /// <summary>Milliseconds of CPU for each request that arrived, of all these processes and theirs.</summary>
    private static async Task<double> Spent(Site site, string folder, params Process[] processes)
    {
        try
        {
            await Task.Delay(WarmUp);
            site.Take();
            var before = processes.Sum(p => new Family(p).CpuMs());
            await Task.Delay(Window);
            var arrived = site.Take().Count;
            var spent = processes.Sum(p => new Family(p).CpuMs()) - before;
            var expected = Checks * (Window / TimeSpan.FromSeconds(10));
            Console.WriteLine($"{processes[^1].StartInfo.FileName}: {arrived} checks ({expected} expected), {spent / arrived:0.000} "
                + "ms CPU each");
            return arrived > expected / 2 ? spent / arrived
                : throw new InvalidOperationException(
                    $"{processes[^1].StartInfo.FileName} made {arrived} of {expected} checks: it is no yardstick. Its folder: {folder}");
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }
    }

    private static Process Start(string file, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        // Nobody reads what it says, but it must not wait for a reader.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, said) => Console.WriteLine(said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
