using System.Text;

namespace SmokeTests.Addresses;

/// <summary>The path of an address of the web: its segments, without those that mean "here" and "above".</summary>
internal static class AddressPath
{
    /// <param name="written">Segments with <c>/</c> or <c>\</c> before each; empty for none.</param>
    public static string Of(string written)
    {
        var path = new StringBuilder(written.Length + 1);
        for (var at = 0; at < written.Length;)
        {
            var next = written.AsSpan(at + 1).IndexOfAny('/', '\\') is var slash and >= 0 ? at + 1 + slash : written.Length;
            var segment = written[(at + 1)..next];
            var isLast = next == written.Length;
            switch (Dots(segment))
            {
                case 0:
                    path.Append('/').Append(Percent.Encode(segment, Percent.Path));
                    break;
                case 2:
                    path.Length = Math.Max(path.ToString().LastIndexOf('/'), 0);
                    break;
            }
            if (isLast && Dots(segment) > 0)
                path.Append('/');
            at = next;
        }
        return path.Length == 0 ? "/" : path.ToString();
    }

    /// <summary>1 for "here", 2 for "above", 0 for a name.</summary>
    private static int Dots(string segment)
    {
        var dots = 0;
        for (var at = 0; at < segment.Length; dots++)
            if (segment[at] == '.')
                at++;
            else if (string.Compare(segment, at, "%2e", 0, 3, StringComparison.OrdinalIgnoreCase) == 0)
                at += 3;
            else
                return 0;
        return dots <= 2 ? dots : 0;
    }
}
