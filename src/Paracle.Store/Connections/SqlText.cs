using System.Runtime.CompilerServices;
using System.Text;

namespace Paracle.Store;

/// <summary>SQL that the compiler has seen: its holes take identifiers, months and other such text, and nothing else.</summary>
internal readonly struct SqlText(SqlText.Handler text)
{
    public string Value { get; } = text.ToString();

    public override string ToString() => Value;

    [InterpolatedStringHandler]
    public readonly struct Handler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (32 * formattedCount));

        public void AppendLiteral(string value) => _text.Append(value);

        public void AppendFormatted(SqlIdentifier identifier) => _text.Append(identifier.ToString());

        public void AppendFormatted(SqlText text) => _text.Append(text.Value);

        // A bound that means the same whatever the session's time zone.
        public void AppendFormatted(ExecutionMonth month) => _text.Append($"'{month.Start:yyyy-MM-dd} 00:00:00+00'");

        public override string ToString() => _text.ToString();
    }
}
