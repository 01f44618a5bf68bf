using System.Text;

namespace SmokeTests.Tests.Differential;

/// <summary>Writes what a charset does not have as <c>&amp;#8364;</c>.</summary>
internal sealed class CharacterReference : EncoderFallback
{
    public override int MaxCharCount => 10;

    public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

    private sealed class Buffer : EncoderFallbackBuffer
    {
        private string text = "";
        private int at;

        public override int Remaining => text.Length - at;

        public override bool Fallback(char unknown, int index) => Begin(unknown);

        public override bool Fallback(char high, char low, int index) => Begin(char.ConvertToUtf32(high, low));

        public override char GetNextChar() => at < text.Length ? text[at++] : '\0';

        public override bool MovePrevious() => at > 0 && --at >= 0;

        private bool Begin(int code)
        {
            (text, at) = ($"&#{code};", 0);
            return true;
        }
    }
}
