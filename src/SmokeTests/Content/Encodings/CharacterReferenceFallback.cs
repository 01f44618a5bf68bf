using System.Text;

namespace SmokeTests.Content.Encodings;

/// <summary>Writes what an encoding lacks as <c>&amp;#8364;</c>, as forms and addresses do.</summary>
internal sealed class CharacterReferenceFallback : EncoderFallback
{
    public override int MaxCharCount => 10;

    public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

    private sealed class Buffer : EncoderFallbackBuffer
    {
        private string text = "";
        private int at;

        public override int Remaining => text.Length - at;

        public override bool Fallback(char charUnknown, int index) => Begin(char.IsSurrogate(charUnknown) ? 0xFFFD : charUnknown);

        public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) =>
            Begin(char.ConvertToUtf32(charUnknownHigh, charUnknownLow));

        public override char GetNextChar() => at < text.Length ? text[at++] : '\0';

        public override bool MovePrevious() => at > 0 && --at >= 0;

        private bool Begin(int code)
        {
            (text, at) = ($"&#{code};", 0);
            return true;
        }
    }
}
