using System.Runtime.CompilerServices;
using System.Text;

namespace Paracle;

/// <summary>Builds a <see cref="CacheKey"/> from an interpolated string. The compiler makes it; code only writes <c>$"..."</c>.</summary>
/// <remarks>Literals and parts alike are written as a type letter, their length and their text, so that no two lists give the same key.</remarks>
[InterpolatedStringHandler]
public readonly ref struct CacheKeyHandler
{
    private readonly StringBuilder _text;
    private readonly int _tenantLength;

    /// <summary>Begins a key.</summary>
    /// <param name="literalLength">The length of the literal text.</param>
    /// <param name="formattedCount">The number of parts.</param>
    /// <param name="tenant">The tenant.</param>
    public CacheKeyHandler(int literalLength, int formattedCount, TenantId tenant)
    {
        var name = tenant.Value;
        _text = new StringBuilder(literalLength + (formattedCount * 24) + name.Length + 8);
        AppendPart('t', name);
        _tenantLength = _text.Length;
    }

    /// <summary>Adds literal text.</summary>
    /// <param name="value">The text.</param>
    public void AppendLiteral(string value)
    {
        InputRules.RequireStorable(value, "cache key");
        if (value.AsSpan().ContainsAny("{}\r\n"))
        {
            throw new InvalidInputException(
                "cache key", "The cache key's literal text holds a CR, LF or brace. A brace means a hole left unfilled: fill it, or pass the text as a part.");
        }

        AppendPart('l', value);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="value">1 to 1,024 characters, not only white space.</param>
    public void AppendFormatted(string? value) => AppendPart('s', InputRules.RequireKey(value, "cache key part"));

    /// <summary>Adds a character as a text of its own: without this form it would be taken for its number.</summary>
    /// <param name="value">The character.</param>
    public void AppendFormatted(char value) => AppendFormatted(value.ToString());

    /// <summary>Adds a whole number.</summary>
    /// <param name="value">The number.</param>
    public void AppendFormatted(long value) => AppendPart('i', value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Adds a UUID.</summary>
    /// <param name="value">The UUID.</param>
    public void AppendFormatted(Guid value) => AppendPart('g', value.ToString("N"));

    /// <summary>Adds a truth value.</summary>
    /// <param name="value">The value.</param>
    public void AppendFormatted(bool value) => AppendPart('b', value ? "1" : "0");

    /// <summary>Adds an execution's id.</summary>
    /// <param name="value">The id.</param>
    public void AppendFormatted(ExecutionId value) => AppendPart('e', value.Value.ToString("N"));

    internal string Complete() => _text.Length switch
    {
        var length when length == _tenantLength => throw new InvalidInputException("cache key", "The cache key is empty. Give it text or parts."),
        <= InputRules.MaxKeyLength => _text.ToString(),
        _ => throw new InvalidInputException("cache key", $"The cache key has {_text.Length} characters; the limit is {InputRules.MaxKeyLength}. Hash its longest part."),
    };

    private void AppendPart(char type, string value)
    {
        if (_text.Length > 0)
        {
            _text.Append('|');
        }

        _text.Append(type).Append(value.Length).Append(':').Append(value);
    }
}
