namespace SmokeTests.Runner.Cluster;

/// <summary>Addresses of members, as their table has them: <c>10.0.0.5:11111@154321</c>, with the port and the generation.</summary>
internal static class Members
{
    /// <summary>In SQL, of a row of the table: a member that is there, or comes, or goes.</summary>
    public static readonly string IsThere = $"status between {(int)SiloStatus.Created} and {(int)SiloStatus.Stopping}";

    /// <summary>In SQL, the next value of a column that counts up. It begins anew long before it cannot.</summary>
    public static string Next(string column) => $"case when {column} between 0 and 9000000000000000 then {column} + 1 else 1 end";

    /// <summary>The address; null where that is none as the engine would write it.</summary>
    public static SiloAddress? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            var address = SiloAddress.FromParsableString(text);
            return address.ToParsableString() == text && address.Endpoint.Port > 0 ? address : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
