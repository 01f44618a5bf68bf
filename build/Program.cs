using SmokeTests.Build;

return args switch
{
    ["demo", .. var options] => await Demo.Run(options),
    ["test", .. var projects] => await Tests.Run(projects),
    ["bench", .. var only] => await Bench.Run(only),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project build -- TARGET

          demo [--shop PORT] [--board PORT]   a shop, its checks and the board, until Ctrl+C (5080 and 5090)
          test [PROJECT…]                     build everything and run all tests, or those of some test projects
          bench [warm|browser]                measure, and write artifacts/bench.json
        """);
    return 2;
}
