using CsCheck;

namespace SmokeTests.Tests;

/// <summary>Times as people read them, in messages, on the board and at the command line.</summary>
public sealed class IntervalTests
{
    [Theory]
    //          seconds      as it is               while it lasts
    [InlineData(0,           "0 ms",                "0 s")]
    [InlineData(0.0004,      "0.4 ms",              "0 s")]
    [InlineData(0.25,        "250 ms",              "0 s")]
    [InlineData(0.9996,      "1 s",                 "0 s")]
    [InlineData(1,           "1 s",                 "1 s")]
    [InlineData(1.46,        "1.5 s",               "1 s")]
    [InlineData(9.96,        "10 s",                "9 s")]
    [InlineData(11,          "11 s",                "11 s")]
    [InlineData(11.9,        "12 s",                "11 s")]
    [InlineData(59,          "59 s",                "59 s")]
    [InlineData(59.4,        "59 s",                "59 s")]
    [InlineData(59.96,       "1 min",               "59 s")]
    [InlineData(60,          "1 min",               "1 min")]
    [InlineData(61,          "1 min 1 s",           "1 min")]
    [InlineData(89,          "1 min 29 s",          "1 min")]
    [InlineData(90,          "1 min 30 s",          "1 min")]
    [InlineData(119.9,       "2 min",               "1 min")]
    [InlineData(3_599,       "59 min 59 s",         "59 min")]
    [InlineData(3_599.9,     "1 h",                 "59 min")]
    [InlineData(3_600,       "1 h",                 "1 h")]
    [InlineData(3_659,       "1 h",                 "1 h")]
    [InlineData(5_400,       "1 h 30 min",          "1 h 30 min")]
    [InlineData(86_340,      "23 h 59 min",         "23 h 59 min")]
    [InlineData(86_399,      "23 h 59 min",         "23 h 59 min")]
    [InlineData(86_400,      "1 d",                 "1 d")]
    [InlineData(100_800,     "1 d 4 h",             "1 d 4 h")]
    [InlineData(172_799,     "1 d 23 h",            "1 d 23 h")]
    [InlineData(31_536_000,  "365 d",               "365 d")]
    public void A_time_is_written_as_people_say_it(double seconds, string asItIs, string soFar)
    {
        Interval.Write(TimeSpan.FromSeconds(seconds)).Should().Be(asItIs);
        Interval.WriteSoFar(TimeSpan.FromSeconds(seconds)).Should().Be(soFar);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-90_000)]
    public void What_has_not_begun_has_lasted_for_no_time(double seconds) =>
        Interval.WriteSoFar(TimeSpan.FromSeconds(seconds)).Should().Be("0 s");

    /// <summary>No more than has passed, and not less than nine parts of ten of it.</summary>
    [Fact]
    public void What_lasts_is_never_said_to_have_lasted_longer() => Gen.Double[1, 40_000_000].Sample(seconds =>
    {
        var said = Read(Interval.WriteSoFar(TimeSpan.FromSeconds(seconds)));
        return said <= seconds && said > seconds / 2;
    });

    /// <summary>What is written is within a part of twenty of what it is.</summary>
    [Fact]
    public void What_is_written_is_what_it_is() =>
        Gen.Double[0.01, 40_000_000]
        .Sample(seconds => Math.Abs(Read(Interval.Write(TimeSpan.FromSeconds(seconds))) - seconds) <= seconds / 20);

    private static double Read(string text)
    {
        var words = text.Split(' ');
        return Enumerable.Range(0, words.Length / 2)
            .Sum(n => double.Parse(words[2 * n], System.Globalization.CultureInfo.InvariantCulture) * words[2 * n + 1] switch
        {
            "ms" => 0.001, "s" => 1, "min" => 60, "h" => 3_600, "d" => 86_400, var other => throw new FormatException(other),
        });
    }
}
