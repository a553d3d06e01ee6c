using System.Buffers;

namespace Paracle;

/// <summary>The rules that text from outside must keep, checked before any I/O. Each raises <see cref="InvalidInputException"/>.</summary>
public static class InputRules
{
    /// <summary>The longest name of an agent, workflow, tool, provider or queue, in characters: 128.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The longest key, subject or other identifying text, in characters: 1,024.</summary>
    public const int MaxKeyLength = 1024;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SearchValues<char> ForbiddenInKeys = SearchValues.Create("\0\r\n");

    /// <summary>Checks a name: 1 to 128 letters, digits, dots, underscores and hyphens of ASCII, beginning with a letter or digit.</summary>
    /// <param name="value">The name.</param>
    /// <param name="input">What the name is called, for the message.</param>
    /// <returns><paramref name="value"/> itself.</returns>
    public static string RequireName(string? value, string input)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new InvalidInputException(input, $"'{input}' is empty. Give a name of 1 to {MaxNameLength} characters.");
        }

        if (value.Length > MaxNameLength)
        {
            throw new InvalidInputException(input, $"'{input}' has {value.Length} characters; a name has at most {MaxNameLength}.");
        }

        if (!char.IsAsciiLetterOrDigit(value[0]) || value.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new InvalidInputException(
                input,
                $"'{input}' holds a character outside A-Z, a-z, 0-9, '.', '_' and '-', or does not begin with a letter or digit. Rename it.");
        }

        return value;
    }

    /// <summary>Checks a key: 1 to 1,024 characters, not only white space, no NUL, CR, LF or lone surrogate. All else is literal.</summary>
    /// <param name="value">The key.</param>
    /// <param name="input">What the key is called, for the message.</param>
    /// <returns><paramref name="value"/> itself.</returns>
    public static string RequireKey(string? value, string input)
    {
        RequireText(value, input, MaxKeyLength);
        if (value.AsSpan().ContainsAny(ForbiddenInKeys))
        {
            throw new InvalidInputException(input, $"'{input}' holds a NUL, CR or LF. Remove it.");
        }

        return value!;
    }

    /// <summary>Checks free text: not empty, not only white space, no NUL, no lone surrogate, at most <paramref name="maxLength"/> characters.</summary>
    /// <param name="value">The text.</param>
    /// <param name="input">What the text is called, for the message.</param>
    /// <param name="maxLength">The greatest length in UTF-16 characters.</param>
    /// <returns><paramref name="value"/> itself.</returns>
    public static string RequireText(string? value, string input, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new InvalidInputException(input, $"'{input}' is empty or only white space. Give a value.");
        }

        if (value.Length > maxLength)
        {
            throw new InvalidInputException(input, $"'{input}' has {value.Length} characters; the limit is {maxLength}. Shorten it.");
        }

        RequireStorable(value, input);
        return value;
    }

    /// <summary>Checks that text can be stored and sent as UTF-8 everywhere: no NUL and no lone surrogate. Null and empty pass.</summary>
    /// <param name="value">The text, or null.</param>
    /// <param name="input">What the text is called, for the message.</param>
    public static void RequireStorable(string? value, string input)
    {
        if (value is null)
        {
            return;
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidInputException(input, $"'{input}' holds a NUL character. Remove it.");
        }

        if (HasLoneSurrogate(value))
        {
            throw new InvalidInputException(input, $"'{input}' holds a lone surrogate, which is not Unicode text. Remove it.");
        }
    }

    /// <summary>Checks that a duration is above zero and finite.</summary>
    /// <param name="value">The duration.</param>
    /// <param name="input">What it is called, for the message.</param>
    /// <returns><paramref name="value"/> itself.</returns>
    public static TimeSpan RequirePositive(TimeSpan value, string input)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(3650))
        {
            throw new InvalidInputException(input, $"'{input}' is {value}; give a duration above zero and at most ten years.");
        }

        return value;
    }

    /// <summary>Checks that a number lies within bounds, both included.</summary>
    /// <param name="value">The number.</param>
    /// <param name="minimum">The least allowed value.</param>
    /// <param name="maximum">The greatest allowed value.</param>
    /// <param name="input">What it is called, for the message.</param>
    /// <returns><paramref name="value"/> itself.</returns>
    public static long RequireRange(long value, long minimum, long maximum, string input) =>
        value >= minimum && value <= maximum
            ? value
            : throw new InvalidInputException(input, $"'{input}' is {value}; it must lie in {minimum} to {maximum}.");

    private static bool HasLoneSurrogate(string value)
    {
        var rest = value.AsSpan();
        while (true)
        {
            var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0)
            {
                return false;
            }

            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                return true;
            }

            rest = rest[(at + 2)..];
        }
    }
}
