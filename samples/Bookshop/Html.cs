using System.Text.Encodings.Web;

namespace Bookshop;

/// <summary>Markup whose interpolated values are encoded, unless they are markup themselves.</summary>
internal sealed class Html(FormattableString text)
{
    public static readonly Html None = new($"");

    public override string ToString() =>
        string.Format(text.Format,
            [.. text.GetArguments().Select(a => a is Html or Joined ? a.ToString() : HtmlEncoder.Default.Encode(a?.ToString() ?? ""))]);

    public static object Each<T>(IEnumerable<T> items, Func<T, Html> show) => new Joined(string.Concat(items.Select(show)));

    private sealed record Joined(string Text)
    {
        public override string ToString() => Text;
    }
}
