using System.Diagnostics;
using System.Text;
using SmokeTests;
using Xunit;

namespace Specimens;

/// <summary>Secrets in what nobody's code can blot any more: the process that writes them ends.</summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Crashes : Journey
{
    private string Everything =>
        $"the key is {Secret("key").Reveal()}, the password {Account("canary").Password.Reveal()}, the pem {Secret("pem").Reveal()}, "
        + $"in hexadecimal {Convert.ToHexString(Encoding.UTF8.GetBytes(Secret("key").Reveal()))}, in "
        + $"base64 {Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret("key").Reveal()))}";

    [Fact(Explicit = true)]
    public void By_fail_fast() => Environment_.FailFast($"The end: {Everything}");

    [Fact(Explicit = true)]
    public void By_an_exception_that_nobody_handles()
    {
        var everything = Everything;
        new Thread(() => throw new InvalidOperationException($"Unhandled: {everything}")).Start();
        Thread.Sleep(Timeout.Infinite);
    }

    [Fact(Explicit = true)]
    public void By_standard_error()
    {
        Console.Error.WriteLine($"Written: {Everything}");
        Process.GetCurrentProcess().Kill();
    }

    [Fact(Explicit = true)]
    public void By_standard_output_itself()
    {
        using (var output = Console.OpenStandardOutput())
            output.Write(Encoding.UTF8.GetBytes($"Straight: {Everything}\n"));
        Environment_.Exit(3);
    }

    [Fact(Explicit = true)]
    public void By_much_of_standard_error()
    {
        for (var i = 0; i < 2_000; i++)
            Console.Error.Write($"{i} {Secret("key").Reveal()} ");
        Environment_.Exit(4);
    }

    [Fact(Explicit = true)]
    public void By_a_variable_that_it_never_asked_for() =>
        Environment_.FailFast($"The end: {System.Environment.GetEnvironmentVariable("CANARY_UNASKED")}");

    /// <summary>What a journey calls Environment is its own.</summary>
    private static class Environment_
    {
        public static void FailFast(string message) => System.Environment.FailFast(message);

        public static void Exit(int code) => System.Environment.Exit(code);
    }
}
