using System.Data;
using System.Globalization;
using System.Text;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>
/// What stands in a cell, as the type of its column. PostgreSQL keeps its columns to their types; SQLite takes any value in any
/// column, by somebody's hand or from an older version: a text in a column of numbers, a blob in one of texts. Such a value is
/// read as the nearest that can be: 0 for what is no number, the greatest number for one that is greater.
/// </summary>
internal static class Cells
{
    public static long Whole(object? value) => value switch
    {
        long whole => whole,
        int whole => whole,
        short whole => whole,
        bool yes => yes ? 1 : 0,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        // What C# casts is cut to what fits; what is no number is 0.
        _ => (long)Number(value),
    };

    public static int Short(object? value) => (int)Math.Clamp(Whole(value), int.MinValue, int.MaxValue);

    public static double Number(object? value) => value switch
    {
        double number => number,
        float number => number,
        decimal number => (double)number,
        long or int or short or bool => Whole(value),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => 0,
    };

    public static string Text(object? value) => value switch
    {
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    public static byte[] Bytes(object? value) => value as byte[] ?? Encoding.UTF8.GetBytes(Text(value));

    /// <summary>The nearest value of a column's type, by the name that its database has for that: <c>bigint</c>, <c>text</c> …</summary>
    public static object Nearest(object value, string type) => type.ToUpperInvariant() switch
    {
        "BIGINT" or "INTEGER" => Whole(value),
        "DOUBLE PRECISION" => Number(value),
        "BLOB" or "BYTEA" => Bytes(value),
        "TEXT" => Text(value),
        _ => value,
    };

    /// <summary>From now on whatever Dapper reads in this process is read so.</summary>
    public static void Register()
    {
        SqlMapper.AddTypeHandler(new Reading<long>(Whole));
        SqlMapper.AddTypeHandler(new Reading<int>(Short));
        SqlMapper.AddTypeHandler(new Reading<double>(Number));
        SqlMapper.AddTypeHandler(new Reading<string>(Text));
        SqlMapper.AddTypeHandler(new Reading<byte[]>(Bytes));
    }

    private sealed class Reading<T>(Func<object?, T> read) : SqlMapper.TypeHandler<T>
    {
        public override T Parse(object value) => read(value);

        public override void SetValue(IDbDataParameter parameter, T? value) => parameter.Value = value is null ? DBNull.Value : value;
    }
}
