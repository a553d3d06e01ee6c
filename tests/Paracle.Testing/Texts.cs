namespace Paracle.Testing;

/// <summary>The texts that every port must refuse, and those it must take literally.</summary>
public static class Texts
{
    /// <summary>No key: null, empty, white space, over-long, NUL, CR, LF, lone surrogates.</summary>
    public static IReadOnlyList<string?> BadKeys { get; } =
    [
        null, "", " ", "\t \u00A0", new string('k', 1025), "a\0b", "\0", "a\rb", "a\nb", "a\n", "a\uD800", "\uDC00a", "a\uD800b", "\uDC00\uD800",
    ];

    /// <summary>No name: what is no key, what is over-long for a name, and what is outside its letters.</summary>
    public static IReadOnlyList<string?> BadNames { get; } =
    [
        .. BadKeys, new string('n', 129), "a b", "a/b", "a:b", "a|b", "a*", "*", "{a}", "a'b", "é", "e\u0301", "-a", ".a", "_a", "..", "a\t",
    ];

    /// <summary>Keys that look alike, hold separators, braces and globs, or mean something to SQL or Redis: each is itself and no other.</summary>
    public static IReadOnlyList<string> LiteralKeys { get; } =
    [
        "a", "A", "b", "a:b", "a|b", "a/b", "1:a", "s1:a", "{a}", "{{a}}", "*", "a*", "?", "[ab]", "%", "_", "a_", "a b", " a", "a ", "a\tb",
        "\u00E9", "e\u0301", "\u212B", "\u00C5", "A\u030A", "\uFFFD", "\u200B", "😀", "'; drop table agents; --", "\"a\"", "a\\b", "\\0", "null",
        new string('k', 1024), new string('k', 1023), new string('\u4E16', 1024),
    ];

    /// <summary>Cursors that no listing made.</summary>
    public static IReadOnlyList<string> BadCursors { get; } =
    [
        "", " ", "%%%", "=", "a", "\0", "é", "gICA", "AAAA", new string('A', 100_000), "Cg", PageCursor.After("no such/key"),
    ];

    /// <summary>Page sizes out of bounds.</summary>
    public static IReadOnlyList<int> BadPageSizes { get; } = [0, -1, int.MinValue, 1001, int.MaxValue];

    /// <summary>Durations that are zero, negative, infinite or absurd.</summary>
    public static IReadOnlyList<TimeSpan> BadDurations { get; } =
        [TimeSpan.Zero, TimeSpan.FromTicks(-1), Timeout.InfiniteTimeSpan, TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.FromDays(3651)];

    /// <summary>Text of any kind that must come back as it was given.</summary>
    public static string Awkward { get; } = "NFC \u00E9 NFD e\u0301 😀 \r\n\t ' \" \\ {0} %s $1 \uFFFD \u2028 end ";

    /// <summary>A text short enough for a message about it.</summary>
    public static string Show(string? text) =>
        text is null ? "null" : $"'{string.Concat(text.Take(24).Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"\\u{(int)c:X4}"))}' of {text.Length}";
}
