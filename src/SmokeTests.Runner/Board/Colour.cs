namespace SmokeTests.Runner.Board;

/// <summary>The four colours, each with a word and a sign of its own: worst first.</summary>
public enum Colour
{
    Red,
    Yellow,
    Grey,
    Green,
}
