using SmokeTests.Build;

try
{
    return await Target(args);
}
catch (NeedNotMetException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static async Task<int> Target(string[] args) => args switch
{
    ["demo", .. var options] => await Demo.Run(options),
    ["test", .. var projects] => await Tests.Run(projects),
    ["needs", .. var options] => await Needs.Report(options),
    ["bench", .. var only] => await Bench.Run(only),
    ["kills", .. var times] => await Tests.Kill("*KillTests", "SMOKETESTS_KILLS", times is [var count] ? count : "200"),
    ["image", .. var options] => await Image.Run(options),
    ["pack", .. var options] => await Pack.Run(options),
    ["tellings", .. var times] => await Tests.Kill("*TellTests", "SMOKETESTS_TELL_KILLS", times is [var count] ? count : "300"),
    ["chaos", .. var minutes] => await Tests.Chaos(minutes is [var count] ? count : "10"),
    ["differ", .. var documents] => await Tests.Differ(documents is [var count] ? count : "10000"),
    ["hostile", .. var kinds] => await Hostile.Run(kinds),
    ["settings"] => await Settings(),
    ["endure", .. var minutes] => await Tests.Endure(minutes is [var count] ? count : "30"),
    _ => Usage(),
};

static async Task<int> Settings()
{
    await File.WriteAllTextAsync(Repository.At(SettingsPage.Page),
        SettingsPage.Of(await File.ReadAllTextAsync(Repository.At(SettingsPage.Schema))));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project build -- TARGET

          demo [--shop PORT] [--board PORT]   a shop, its checks and the board, until Ctrl+C (5080 and 5090)
          test [PROJECT…]                     build everything and run all tests, or those of some test projects
          needs [NAME…] [--install]           say which programs that the tests need work here, and install those that do not
          bench [warm|history|start|growth|blot|load|alerts|board|cluster|image|browser]
                                              measure, and write artifacts/bench.json
          pack [--version V] [--output DIR]   make the NuGet packages, with symbols and bills of materials, in artifacts/packages
          image [--base IMAGE] [--engine podman|docker]
                                              build the container images upon Debian from a registry, or with
                                              --base local by debootstrap
          kills [TIMES]                       kill -9 the runner under load, 200 times
          tellings [TIMES]                    kill -9 the runner while it tells of incidents, 300 times
          chaos [MINUTES]                     kill, stop and restart three runners and their PostgreSQL at random, for 10 minutes
          differ [DOCUMENTS]                  random forms, pages and references by both drivers, 10,000 of each
          hostile [KIND…]                     twenty good checks beside one that does harm: artifacts/hostile.md
          settings                            write the reference of smoketests.json's keys, a page, from their schema
          endure [MINUTES]                    the images under their memory limits, the samples every 10 s, for 30 minutes
        """);
    return 2;
}
